import Net

extension BIRDReader {
    /// Communities that are added to routes of clients, by address.
    mutating func readAttachments() -> [IPAddress: ([Community], line: Int)] {
        guard let function = configuration.functions["cr_attach"] else { return [:] }
        guard function.parameters == BIRDPattern.words(of: "()"), function.body.count == 1,
            let attachments = parseAttachments(function.body[0].words, at: function.body[0].line)
        else {
            findings.refuse(function.line, "not a function that adds communities by client")
            return [:]
        }
        return attachments
    }

    /// `case from { ADDRESS, … : bgp_community.add((NUMBER, NUMBER)); … }`
    private func parseAttachments(
        _ words: [String], at line: Int
    ) -> [IPAddress: ([Community], line: Int)]? {
        guard words.starts(with: ["case", "from", "{"]), words.last == "}" else { return nil }
        var attachments: [IPAddress: ([Community], line: Int)] = [:]
        var addresses: [IPAddress] = []
        for part in words.dropFirst(3).dropLast().split(
            separator: ";", omittingEmptySubsequences: false
        ).dropLast() {
            var statement = Array(part)
            if let colon = statement.firstIndex(of: ":") {
                guard let list = list(["["] + statement[..<colon] + ["]"]), !list.isEmpty else {
                    return nil
                }
                addresses = list.compactMap { IPAddress(reading: $0) }
                guard addresses.count == list.count else { return nil }
                for address in addresses {
                    guard attachments.updateValue(([], line), forKey: address) == nil else {
                        return nil
                    }
                }
                statement.removeFirst(colon + 1)
            }
            guard let community = addedCommunity(statement), !addresses.isEmpty else { return nil }
            for address in addresses { attachments[address]?.0.append(community) }
        }
        return attachments.isEmpty ? nil : attachments
    }

    private func addedCommunity(_ words: [String]) -> Community? {
        if let values = BIRDPattern("bgp_community.add((%, %))").match(words),
            let first = UInt16(reading: values[0]), let second = UInt16(reading: values[1])
        {
            return .standard(first, second)
        }
        if let values = BIRDPattern("bgp_ext_community.add((rt, %, %))").match(words),
            let administrator = UInt16(reading: values[0]), let number = UInt32(reading: values[1])
        {
            return .routeTarget(RouteTarget(administrator: administrator, number: number))
        }
        if let values = BIRDPattern("bgp_large_community.add((%, %, %))").match(words) {
            let numbers = values.compactMap { UInt32(reading: $0) }
            return numbers.count == 3 ? .large(numbers[0], numbers[1], numbers[2]) : nil
        }
        return nil
    }
}
