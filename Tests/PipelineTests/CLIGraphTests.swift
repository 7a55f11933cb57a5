import Diagnostics
import TestSupport
import Testing

@Suite struct CLIGraphTests {
    static let topologies = ["sct.yaml", "tix.yaml", "smallest.yaml"]

    private func graph(_ name: String, _ format: String) throws -> ProgramResult {
        let answer = try CLIProgram.run(
            ["graph", "Topologies/\(name)", "--format", format], in: Repository.root)
        try #require(answer.status == 0, "\(answer.errorText)")
        return answer
    }

    @Test(arguments: topologies) func `the drawing is XML in which no box lies on another`(
        name: String
    ) throws {
        let script = """
            import sys, xml.etree.ElementTree as E
            space = '{http://www.w3.org/2000/svg}'
            root = E.fromstring(sys.stdin.buffer.read())
            width, height = float(root.get('width')), float(root.get('height'))
            for group in root.iter(space + 'g'):
                texts = [t.text for t in group.iter(space + 'text')]
                xs = [(float(t.get('x')), float(t.get('y'))) for t in group.iter(space + 'text')]
                print(texts[0], *xs[0])
            for text in root.iter(space + 'text'):
                assert 0 <= float(text.get('x')) <= width and 0 <= float(text.get('y')) <= height
            """
        let answer = try runTool("python3", ["-c", script], input: try graph(name, "svg").output)
        #expect(answer.status == 0, "\(answer.errorText)")
        let boxes = answer.outputText.split(separator: "\n").map { line in
            line.split(separator: " ").dropFirst().compactMap { Double($0) }
        }
        for (index, box) in boxes.enumerated() {
            for other in boxes[(index + 1)...] {
                let isApart = abs(box[0] - other[0]) >= 112 || abs(box[1] - other[1]) >= 58
                #expect(isApart, "\(name): \(box) and \(other)")
            }
        }
        let json = try JSONValue(parsing: try graph(name, "json").output)
        #expect(json["nodes"]?.array?.count == boxes.count)
    }

    @Test(.enabled(if: hasTool("dot")), arguments: topologies)
    func `graphviz draws every device`(name: String) throws {
        let source = try graph(name, "dot")
        let drawn = try runTool("dot", ["-Tplain"], input: source.output)
        #expect(drawn.status == 0, "\(drawn.errorText)")
        let json = try JSONValue(parsing: try graph(name, "json").output)
        let nodes = drawn.outputText.split(separator: "\n").count { $0.hasPrefix("node ") }
        let edges = drawn.outputText.split(separator: "\n").count { $0.hasPrefix("edge ") }
        #expect(nodes == json["nodes"]?.array?.count)
        #expect(edges == json["links"]?.array?.count)
    }

    /// Identifiers in the order in which a language declares them, and pairs that it joins.
    private func structure(
        _ text: String, node: Regex<(Substring, Substring)>,
        edge: Regex<(Substring, Substring, Substring)>
    ) -> (nodes: [String], edges: [[String]]) {
        (
            text.matches(of: node).map { String($0.output.1) },
            text.matches(of: edge).map { [String($0.output.1), String($0.output.2)] }
        )
    }

    @Test(arguments: topologies)
    func `mermaid and d2 have every device once, and lines between these alone`(name: String) throws
    {
        let json = try JSONValue(parsing: try graph(name, "json").output)
        let count = json["nodes"]?.array?.count ?? 0
        let pairs = Set(
            (json["links"]?.array ?? []).map { link in
                Set(["a", "b"].compactMap { link[$0]?["device"]?.string })
            })
        let mermaid = try graph(name, "mermaid").outputText
        let d2 = try graph(name, "d2").outputText
        #expect(mermaid.hasPrefix("flowchart TB\n"))
        for (language, found) in [
            (
                "mermaid",
                structure(
                    mermaid, node: /(?m)^ *(n\d+)\["/,
                    edge: /(?m)^ *(n\d+) ---(?:\|"\d+"\|)? (n\d+)$/)
            ),
            (
                "d2",
                structure(
                    d2, node: /(?m)^ *(n\d+): "/,
                    edge: /(?m)^(?:[rk]\d+\.)*(n\d+) -- (?:[rk]\d+\.)*(n\d+)(?:: "\d+")?$/)
            ),
        ] {
            #expect(found.nodes.count == count, "\(language)")
            #expect(Set(found.nodes).count == count, "\(language)")
            #expect(found.edges.count == pairs.count, "\(language)")
            #expect(found.edges.allSatisfy { Set($0).isSubset(of: found.nodes) }, "\(language)")
        }
        let lines = mermaid.split(separator: "\n").map { $0.drop { $0 == " " } }
        #expect(lines.count { $0.hasPrefix("subgraph ") } == lines.count { $0 == "end" })
        #expect(d2.count { $0 == "{" } == d2.count { $0 == "}" })
    }

    @Test(arguments: topologies)
    func `draw io gets a tree of cells in which every reference leads somewhere`(name: String)
        throws
    {
        let script = """
            import sys, xml.etree.ElementTree as E
            root = E.fromstring(sys.stdin.buffer.read()).find('diagram/mxGraphModel/root')
            ids, cells = set(), []
            for element in root:
                cell = element if element.tag == 'mxCell' else element.find('mxCell')
                assert element.get('id') not in ids
                ids.add(element.get('id'))
                cells.append(cell)
            for cell in cells:
                for key in ('parent', 'source', 'target'):
                    assert cell.get(key) is None or cell.get(key) in ids, cell.attrib
            print(sum(i.startswith('n') for i in ids), sum(i.startswith('e') for i in ids))
            """
        let answer = try runTool(
            "python3", ["-c", script], input: try graph(name, "drawio").output)
        #expect(answer.status == 0, "\(answer.errorText)")
        let json = try JSONValue(parsing: try graph(name, "json").output)
        let counts = [json["nodes"], json["links"]].map { "\($0?.array?.count ?? -1)" }
        #expect(answer.outputText == counts.joined(separator: " ") + "\n")
    }

    @Test(arguments: ["tenants", "devices", "links", "segments", "contracts", "rules", "limits"])
    func `tables are whole when piped and are JSON where asked`(subject: String) throws {
        let topology = ["rules", "limits"].contains(subject) ? [] : ["Topologies/sct.yaml"]
        let arguments = ["show", subject] + topology
        let text = try CLIProgram.run(arguments, in: Repository.root)
        let json = try CLIProgram.run(arguments + ["-o", "json"], in: Repository.root)
        #expect(text.status == 0 && json.status == 0, "\(text.errorText)\(json.errorText)")
        let value = try JSONValue(parsing: json.output)
        #expect(value["kind"]?.string == subject)
        let rows = value["rows"]?.array ?? []
        #expect(!rows.isEmpty)
        for row in rows {
            guard case .object(let members) = row else { continue }
            for case .string(let cell) in members.values { #expect(text.outputText.contains(cell)) }
        }
    }

    @Test func `the fabric is printed, with places where asked`() throws {
        let plain = try CLIProgram.run(
            ["show", "fabric", "Topologies/smallest.yaml"], in: Repository.root)
        #expect(plain.outputText.hasPrefix("fabric smallest\n"))
        #expect(!plain.outputText.contains("  @ "))
        let placed = try CLIProgram.run(
            ["show", "fabric", "Topologies/smallest.yaml", "-v"], in: Repository.root)
        #expect(placed.outputText.contains("  @ Topologies/smallest.yaml:"))
    }

    @Test func `doctor tells what is missing by its exit status and its package`() throws {
        let answer = try CLIProgram.run(
            ["doctor", "-o", "json"], in: "/", environment: ["PATH": "/nonexistent"])
        #expect(answer.status == 1)
        #expect(answer.errorText.contains("apt-get install"))
        #expect(try JSONValue(parsing: answer.output)["kind"] == "machine")
    }
}
