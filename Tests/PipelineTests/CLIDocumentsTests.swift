import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite struct CLIDocumentsTests {
    static let topologies = ["sct", "tix", "smallest"]

    /// The files of a release that was compiled with its book.
    private func release(of name: String) throws -> [String: [UInt8]] {
        try CLIProgram.withTopologies(["\(name).yaml", "\(name).ids.lock"]) { directory in
            let answer = try CLIProgram.run(
                ["compile", "\(name).yaml", "--out", "release", "--docs"], in: directory)
            try #require(answer.status == 0, "\(answer.errorText)")
            return try CLIProgram.files(in: "\(directory)/release")
        }
    }

    private func text(_ file: String, _ files: [String: [UInt8]]) throws -> String {
        String(decoding: try #require(files[file]), as: UTF8.self)
    }

    @Test(arguments: topologies)
    func `the book is well formed, needs no other file and names every device`(name: String) throws
    {
        let files = try release(of: name)
        let html = try text("fabric.html", files)
        let script = """
            import sys, html.parser
            class Reader(html.parser.HTMLParser):
                empty = {'meta', 'br'}
                def __init__(self):
                    super().__init__()
                    self.open, self.ids, self.links = [], set(), []
                def handle_starttag(self, tag, attributes):
                    attributes = dict(attributes)
                    for key in ('src', 'xlink:href', 'style', 'onclick'):
                        assert key not in attributes, (tag, key)
                    if 'id' in attributes: self.ids.add(attributes['id'])
                    if 'href' in attributes: self.links.append(attributes['href'])
                    assert tag not in ('script', 'link', 'iframe', 'img')
                    if tag not in self.empty: self.open.append(tag)
                def handle_startendtag(self, tag, attributes): pass
                def handle_endtag(self, tag):
                    assert self.open.pop() == tag, tag
            reader = Reader()
            reader.feed(sys.stdin.read())
            reader.close()
            assert not reader.open
            assert all(link[0] == '#' and link[1:] in reader.ids for link in reader.links)
            print(len(reader.links))
            """
        let answer = try runTool("python3", ["-c", script], input: Array(html.utf8))
        #expect(answer.status == 0, "\(answer.errorText)")
        let shown = try CLIProgram.run(
            ["show", "devices", "Topologies/\(name).yaml", "-o", "json"], in: Repository.root)
        let rows = try JSONValue(parsing: shown.output)["rows"]?.array ?? []
        let markdown = try text("fabric.md", files)
        for row in rows {
            let device = try #require(row["device"]?.string)
            #expect(html.contains("<th scope=\"row\">\(device)</th>"))
            #expect(markdown.contains("\n| \(device) |"))
        }
    }

    @Test(arguments: topologies)
    func `every row of a table in Markdown has as many cells as its head`(name: String) throws {
        let markdown = try text("fabric.md", release(of: name))
        var width: Int?
        for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("|") else {
                width = nil
                continue
            }
            let cells = line.replacing("\\|", with: "").count { $0 == "|" }
            #expect(width == nil || width == cells, "\(line)")
            width = cells
        }
    }

    @Test func `a cable between two racks is listed where each of its ends is`() throws {
        let files = try release(of: "sct")
        let markdown = try text("fabric.md", files)
        let shown = try CLIProgram.run(
            ["show", "links", "Topologies/sct.yaml", "-o", "json"], in: Repository.root)
        let rows = try JSONValue(parsing: shown.output)["rows"]?.array ?? []
        try #require(!rows.isEmpty)
        for row in rows {
            let (a, b) = (try #require(row["a"]?.string), try #require(row["b"]?.string))
            let ends = [(a, b), (b, a)].filter { near, far in
                let parts = near.split(separator: ":")
                return markdown.contains("| \(parts[0]) | \(parts[1]) | \(far) |")
            }
            #expect(!ends.isEmpty, "\(a) \(b)")
        }
    }

    @Test func `the release keeps its digest, and its manifest knows the book`() throws {
        try CLIProgram.withTopologies(["smallest.yaml"]) { directory in
            func compile(_ more: [String]) throws -> JSONValue {
                let arguments = ["compile", "smallest.yaml", "--out", "release"] + more
                let answer = try CLIProgram.run(arguments, in: directory)
                try #require(answer.status == 0)
                return try JSONValue(
                    parsing: try CLIProgram.read("\(directory)/release/release.json"))
            }
            let plain = try compile([])
            let book = try compile(["--docs"])
            #expect(plain["digest"] == book["digest"])
            let paths = book["files"]?.array?.compactMap { $0["path"]?.string } ?? []
            #expect(paths.filter { $0.hasPrefix("fabric.") }.count == 3)
            let proof = try CLIProgram.run(
                ["prove", "smallest.yaml", "--configs", "release"], in: directory)
            #expect(proof.status == 0, "\(proof.outputText)")
        }
    }
}
