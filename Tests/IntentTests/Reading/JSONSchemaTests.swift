import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Intent

@Suite struct JSONSchemaTests {
    static let hasValidator =
        hasTool("python3")
        && (try? runTool("python3", ["-c", "import jsonschema, yaml"]).status) == 0

    @Test func `schema and reference have every field of the tables and no other`() throws {
        let schema = try JSONValue(parsing: Array(jsonSchema().utf8))
        let reference = fieldReference()
        let tables = allFieldTables()
        for (slug, table) in tables {
            let node = slug == "topology" ? schema : try #require(schema["definitions"]?[slug])
            guard case .object(let properties) = node["properties"] else {
                Issue.record("\(slug) has no properties")
                continue
            }
            #expect(Set(properties.keys) == Set(table.fields.map(\.key)))
            #expect(
                node["required"]?.array?.compactMap(\.string) ?? []
                    == table.fields.filter(\.isRequired).map(\.key))
            #expect(node["additionalProperties"] == false)
            #expect(reference.contains("### \(table.noun)\n"))
            for field in table.fields { #expect(reference.contains("| `\(field.key)`")) }
        }
        guard case .object(let definitions) = schema["definitions"] else {
            Issue.record("no definitions")
            return
        }
        #expect(definitions.count == tables.count - 1)
    }

    @Test func `every kind of object has a table of its own, with a key once`() {
        let tables = allFieldTables()
        #expect(Set(tables.map(\.slug)).count == tables.count)
        for (_, table) in tables {
            #expect(Set(table.fields.map(\.key)).count == table.fields.count)
            #expect(!table.fields.isEmpty && table.summary.hasSuffix("."))
        }
    }

    /// `everything.yaml` is the fuzzer's first seed; a field that is not in it is not tested.
    @Test func `one file has every field there is, and is read without a word`() throws {
        let octets = try Repository.octets(Self.everything)
        let outcome = readTopology([(Self.everything, octets)])
        #expect(outcome.diagnostics.text(in: outcome.topology.sources) == "")
        var findings = ReadingDiagnostics(limit: 1)
        let root = YAMLComposer.root(
            of: octets, file: 0, limits: ReadingLimits(), findings: &findings)
        var used: Set<String> = []
        func visit(_ node: YAMLNode) {
            switch node.content {
            case .scalar, .unreadable: break
            case .sequence(let items): items.forEach(visit)
            case .mapping(let entries):
                for entry in entries {
                    used.insert(entry.key)
                    visit(entry.value)
                }
            }
        }
        visit(try #require(root))
        #expect(used == Set(allFieldTables().flatMap(\.table.fields).map(\.key)))
    }

    static let everything = "Fixtures/Fuzz/yaml/everything.yaml"

    @Test func `the schema is the same text on every call`() {
        #expect(jsonSchema() == jsonSchema())
    }

    /// Validates each file twice: with every scalar as text, and with plain scalars typed as
    /// editors type them (YAML 1.2 core). Prints a word for each.
    static let script = """
        import json, re, sys, jsonschema, yaml
        schema = json.load(sys.stdin)
        jsonschema.Draft7Validator.check_schema(schema)
        validator = jsonschema.Draft7Validator(schema)
        class Core(yaml.BaseLoader): pass
        for tag, pattern, read in [
            ('bool', '^(true|false)$', lambda text: text == 'true'),
            ('int', '^[0-9]+$', int),
            ('null', '^(~|null|)$', lambda text: None),
        ]:
            Core.add_implicit_resolver(tag, re.compile(pattern), None)
            Core.add_constructor(tag, lambda loader, node, read=read: read(node.value))
        Core.add_constructor('tag:yaml.org,2002:seq', yaml.SafeLoader.construct_yaml_seq)
        Core.add_constructor('tag:yaml.org,2002:map', yaml.SafeLoader.construct_yaml_map)
        for path in sys.argv[1:]:
            for loader in (yaml.BaseLoader, Core):
                document = yaml.load(open(path, encoding='utf-8-sig'), loader)
                error = next(validator.iter_errors(document), None)
                print(path.split('/')[-1], 'refused' if error else 'valid')
                if error: print(path, str(error), file=sys.stderr)
        """

    private func verdicts(_ paths: [String]) throws -> (of: [String: Set<String>], log: String) {
        let result = try runTool(
            "python3", ["-c", Self.script] + paths, input: Array(jsonSchema().utf8))
        #expect(result.status == 0, "\(result.errorText)")
        var verdicts: [String: Set<String>] = [:]
        for line in result.outputText.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            verdicts[words[0], default: []].insert(words[1])
        }
        return (verdicts, result.errorText)
    }

    @Test(.enabled(if: hasValidator))
    func `a validator accepts the schema, the topologies and every near miss`() throws {
        // The loader takes tabs for an error wherever they stand.
        let nearMisses = ReadFixtureTests.nearMisses.filter { $0 != "read.tab.ok.yaml" }
            .map { Repository.path("\(ReadFixtureTests.folder)/\($0)") }
        let topologies =
            ["sct", "tix", "smallest"].map { Repository.path("Topologies/\($0).yaml") }
            + [Repository.path(Self.everything)]
        let verdicts = try verdicts(nearMisses + topologies)
        #expect(verdicts.of.count == nearMisses.count + topologies.count)
        #expect(verdicts.of.values.allSatisfy { $0 == ["valid"] }, "\(verdicts.log)")
    }

    @Test(.enabled(if: hasValidator))
    func `a validator refuses what is wrong in form`() throws {
        let names = [
            "unknown-key", "missing-key", "wrong-type", "exclusive-keys", "choice", "not-boolean",
            "not-decimal", "vlan-range", "vni-range", "reference", "service-port", "sexagesimal",
        ]
        let paths = names.map { Repository.path("\(ReadFixtureTests.folder)/read.\($0).yaml") }
        let verdicts = try verdicts(paths).of
        #expect(verdicts.count == names.count)
        for (file, verdict) in verdicts { #expect(verdict.contains("refused"), "\(file)") }
    }
}
