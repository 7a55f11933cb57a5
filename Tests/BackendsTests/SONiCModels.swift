import Diagnostics
import Foundation
import TestSupport

/// The YANG models of SONiC, and `yanglint` of libyang, which says what of a `config_db.json` they
/// refuse. The models are data of others and stand beside the repository, where they stand at all.
///
/// A row becomes an XML element, since XML has texts alone as the database does: the list of a
/// table whose number of keys is that of the row's key, cut at `|`.
struct SONiCModels: Sendable {
    struct Unknown: Error, CustomStringConvertible {
        let description: String
    }

    private static let folder = Repository.path("../shared/data/sonic-yang")
    /// Names without `.yang`; events are no configuration.
    private static let modules: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasPrefix("sonic-") && $0.hasSuffix(".yang") }
            .map { String($0.dropLast(5)) }.filter { !$0.contains("events") }.sorted()
    }()

    /// Whether to run: both are there, or have to be because the machine promises all tools.
    static let isWanted =
        !modules.isEmpty && OutsideProgram(tool: "yanglint") != nil
        || ProcessInfo.processInfo.environment["CI"] != nil

    /// A container of a module with the lists in it; one without keys is a container itself.
    private struct Table {
        var module: String
        var namespace: String
        var lists: [(name: String, keys: [String])] = []
    }

    private let tables: [String: Table]

    /// Reads the models that have one of the tables.
    init(of names: some Sequence<String>) throws {
        var tables: [String: Table] = [:]
        let wanted = Set(names)
        for module in Self.modules {
            let path = "\(Self.folder)/\(module).yang"
            let text = try String(contentsOfFile: path, encoding: .utf8)
            guard wanted.contains(where: { text.contains("container \($0) ") }) else { continue }
            let namespace = text.firstMatch(of: /namespace\s+"([^"]+)"/).map { String($0.output.1) }
            for (name, lists) in try Self.lists(of: path) where wanted.contains(name) {
                tables[name] = Table(module: module, namespace: namespace ?? "", lists: lists)
            }
        }
        self.tables = tables
    }

    /// From the tree that yanglint draws: tables are indented by five columns, lists by eight.
    private static func lists(
        of path: String
    ) throws -> [String: [(name: String, keys: [String])]] {
        let tree = try runTool("yanglint", ["-f", "tree", "-p", folder, path]).outputText
        var result: [String: [(name: String, keys: [String])]] = [:]
        var table = ""
        for line in tree.split(separator: "\n") {
            if let match = line.wholeMatch(of: /\s{5}\+--rw (\S+)\s*/) {
                table = String(match.output.1)
            } else if let match = line.firstMatch(of: /^     [| ]  \+--rw (\S+)\* \[(.*)\]/) {
                let keys = match.output.2.split(separator: " ").map(String.init)
                result[table, default: []].append((String(match.output.1), keys))
            } else if let match = line.wholeMatch(of: /\s{5}[| ]  \+--rw (\S+)\s*/) {
                result[table, default: []].append((String(match.output.1), []))
            }
        }
        return result
    }

    // MARK: Judgement

    /// What is wrong with the database; empty where nothing is.
    func complaints(about database: JSONValue) throws -> [String] {
        let text = try instance(of: database)
        return try TemporaryDirectory.with { directory in
            let path = "\(directory)/instance.xml"
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            let models = Self.modules.map { "\(Self.folder)/\($0).yang" }
            let result = try runTool(
                "yanglint", ["-t", "config", "-p", Self.folder] + models + [path])
            guard result.status != 0 else { return [] }
            let lines = (result.outputText + result.errorText).split(separator: "\n")
            return lines.filter { $0.contains("err :") || $0.contains("YANGLINT[E]") }
                .map(String.init)
        }
    }

    private func instance(of database: JSONValue) throws -> String {
        guard case .object(let members) = database else { throw Unknown(description: "no tables") }
        // A module has one container, for all of its tables.
        var bodies: [String: (namespace: String, text: String)] = [:]
        for (name, rows) in members {
            guard let table = tables[name], case .object(let rows) = rows else {
                throw Unknown(description: "no table \(name)")
            }
            var body = ""
            for (key, fields) in rows { body += try element(key, fields, in: name, table) }
            bodies[table.module, default: (table.namespace, "")].text +=
                "<\(name)>\(body)</\(name)>\n"
        }
        return bodies.map { module, content in
            "<\(module) xmlns=\"\(content.namespace)\">\(content.text)</\(module)>\n"
        }.joined()
    }

    private func element(
        _ key: String, _ fields: JSONValue, in name: String, _ table: Table
    ) throws -> String {
        let parts = key.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        guard case .object(let members) = fields,
            let list = table.lists.first(where: { $0.keys.isEmpty && $0.name == key })
                ?? table.lists.first(where: { $0.keys.count == parts.count })
        else { throw Unknown(description: "no row \(name)|\(key)") }
        var body = ""
        for (key, part) in zip(list.keys, parts) { body += leaf(key, part) }
        for (field, value) in members {
            guard let values = value.string.map({ [$0] }) ?? value.array?.compactMap(\.string)
            else {
                throw Unknown(description: "no text: \(name)|\(key), \(field)")
            }
            for value in values { body += leaf(field, value) }
        }
        return "<\(list.name)>\(body)</\(list.name)>"
    }

    private func leaf(_ name: String, _ value: String) -> String {
        let escaped = value.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        return "<\(name)>\(escaped)</\(name)>"
    }
}

extension JSONValue {
    /// The database as it lies over what the hardware says. The model alone insists on the gateway
    /// of the management network, which devices do without (sonic-buildimage 19135).
    var onHardware: JSONValue {
        var result = self
        if case .object(let ports)? = self["PORT"] {
            var whole = JSONValue.object(ports)
            for (index, (name, port)) in ports.enumerated() {
                whole = whole.with(
                    name, port.with("lanes", .string("\(index + 1)")).with("speed", "100000"))
            }
            result = result.with("PORT", whole)
        }
        if case .object(let addresses)? = self["MGMT_INTERFACE"] {
            var whole = JSONValue.object(addresses)
            for (key, row) in addresses {
                let gateway: JSONValue = key.contains(":") ? "2001:db8::1" : "192.0.2.1"
                whole = whole.with(key, row.with("gwaddr", gateway))
            }
            result = result.with("MGMT_INTERFACE", whole)
        }
        return result
    }
}
