import Diagnostics
import TestSupport
import Testing

@Suite struct ReportFormatTests {
    @Test func `json tells counts, findings in order of place and the command's facts`() {
        var report = Examples.report
        report.facts = ["digest": "abc"]
        let json = report.json
        #expect(json["format_version"] == "1.0")
        #expect(json["counts"] == ["error": 2, "warning": 1, "note": 0, "waived": 0, "known": 0])
        #expect(json["digest"] == "abc")
        let codes = json["findings"]?.array?.map { $0["code"]?.string }
        #expect(codes == ["read.no-name", "intent.pool-nearly-full", "intent.vlan-reused"])
        #expect(
            json["findings"]?.array?.last?["location"]
                == ["file": "net works/sct.yaml", "line": 5, "column": 11, "length": 3])
        #expect(json["findings"]?.array?.first?["location"] == nil)
    }

    @Test func `sarif has one run, escaped relative paths, fingerprints and described rules`() {
        let run = Examples.report.sarif["runs"]?.array?.first
        #expect(Examples.report.sarif["runs"]?.array?.count == 1)
        let result = run?["results"]?.array?.first { $0["ruleId"] == "intent.vlan-reused" }
        let place = result?["locations"]?.array?.first?["physicalLocation"]
        #expect(place?["artifactLocation"]?["uri"] == "net%20works/sct.yaml")
        #expect(place?["region"] == ["startLine": 5, "startColumn": 11, "endColumn": 14])
        #expect(result?["relatedLocations"]?.array?.count == 1)
        #expect(result?["partialFingerprints"]?["cristallo/v1"]?.string?.utf8.count == 16)
        let rules = run?["tool"]?["driver"]?["rules"]?.array
        #expect(rules?.map { $0["id"]?.string ?? "" }.sorted() == rules?.map { $0["id"]?.string })
        #expect(
            rules?.first { $0["id"] == "intent.vlan-reused" }?["shortDescription"]?["text"]
                == "One VLAN, two tenants.")
    }

    @Test func `sarif tells the worst 5,000 and says how many were cut`() {
        let warnings = (1...5_000).map {
            Diagnostic.warning("a.w", "w", at: Examples.span(UInt32($0), 1))
        }
        let errors = (1...7).map {
            Diagnostic.error("a.e", "e", at: Examples.span(UInt32($0 + 9_000), 1))
        }
        let report = Report(
            command: "check", diagnostics: warnings + errors, sources: Examples.sources)
        let run = report.sarif["runs"]?.array?.first
        #expect(run?["results"]?.array?.count == 5_000)
        #expect(run?["results"]?.array?.count { $0["level"] == "error" } == 7)
        #expect(report.sarif.text().contains("7 findings of 5007 were cut"))
    }

    @Test func `fingerprints are unique and survive lines added above`() {
        func fingerprints(shiftedBy lines: UInt32) -> [String] {
            let findings = (1...5).map {
                Diagnostic.error("a.b", "same", at: Examples.span($0 + lines, 1))
            }
            let report = Report(
                command: "check", diagnostics: findings, sources: Examples.sources)
            return report.gitlab.array?.compactMap { $0["fingerprint"]?.string } ?? []
        }
        #expect(Set(fingerprints(shiftedBy: 0)).count == 5)
        #expect(fingerprints(shiftedBy: 0) == fingerprints(shiftedBy: 40))
    }

    @Test func `gitlab entries have all members that it requires`() {
        let entries = Examples.report.gitlab.array ?? []
        #expect(entries.count == 3)
        for entry in entries {
            #expect(entry["description"]?.string?.hasPrefix("[") == true)
            #expect(entry["location"]?["path"]?.string == "net works/sct.yaml")
            #expect(entry["location"]?["lines"]?["begin"]?.integer != nil)
        }
        #expect(entries.last?["severity"] == "critical")
    }

    @Test func `junit has a case for each rule, failed or passed`() throws {
        let script = """
            import sys, xml.etree.ElementTree as E
            suite = E.fromstring(sys.stdin.buffer.read()).find('testsuite')
            print(suite.get('tests'), suite.get('failures'))
            for case in suite:
                failure = case.find('failure')
                print(case.get('classname'), case.get('name'), failure.text if failure is not None
                      else 'passed')
            """
        let answer = try runTool(
            "python3", ["-c", script], input: Array(Examples.report.junit.utf8))
        let expected = """
            4 2
            intent intent.pool-nearly-full passed
            intent intent.port-reused passed
            intent intent.vlan-reused net works/sct.yaml:5:11: error: VLAN 310 already carries \
            'asl-a' (choose a free VLAN)
            read read.no-name error: the fabric has no name

            """
        #expect(answer.outputText == expected)
    }

    @Test func `junit stays well-formed whatever a message holds`() throws {
        for text in Examples.hostile {
            let report = Report(
                command: "check",
                diagnostics: [.error("a.b", text, at: nil), .warning("a.c", text, at: nil)])
            let script = "import sys, xml.dom.minidom as d; d.parseString(sys.stdin.buffer.read())"
            let answer = try runTool("python3", ["-c", script], input: Array(report.junit.utf8))
            #expect(answer.status == 0, "\(text.debugDescription): \(answer.errorText)")
        }
    }

    @Test func `github shows one command for each code, the worst first`() {
        let report = Report(
            command: "check",
            diagnostics: [.warning("a.w", "w", at: nil)] + Examples.many(12)
                + [.error("a.e", "100%\nsure", at: Examples.span(99, 2), hint: "x")],
            sources: SourceFiles(["a,b:c.yaml"]))
        let expected = """
            ::error file=a%2Cb%3Ac.yaml,line=1,col=1,title=read.unknown-key::\
            unknown key%0Aand 11 more like this
            ::error file=a%2Cb%3Ac.yaml,line=99,col=2,title=a.e::100%25%0Asure%0Ax
            ::warning title=a.w::w

            """
        #expect(report.github == expected)
    }

    @Test func `no message breaks out of its command`() {
        for text in Examples.hostile {
            let report = Report(command: "check", diagnostics: [.error("a.b", text, at: nil)])
            #expect(report.github.unicodeScalars.count { $0 == "\n" || $0 == "\r" } == 1)
        }
    }

    @Test func `rules that had nothing to look at are skipped tests, unless they found something`()
    {
        var report = Examples.report
        report.skipped = [
            "intent.port-reused": "no <port>", "intent.vlan-reused": "no", "not.applied": "no",
        ]
        #expect(report.junit.contains("failures=\"2\" errors=\"0\" skipped=\"1\""))
        #expect(
            report.junit.contains(
                """
                name="intent.port-reused">
                      <skipped message="no &lt;port&gt;"/>
                """))
    }

    @Test func `what is said of the run as a whole is in every form of findings`() {
        for isUndecided in [false, true] {
            var report = Examples.report
            report.reservations = ["3 frames, cut\nshort"]
            if isUndecided { report.outcome = .undecided("nothing is known") }
            let notices = report.sarif["runs"]?.array?.first?["invocations"]?.array?.first?[
                "toolExecutionNotifications"]?.array
            #expect(notices?.count == (isUndecided ? 2 : 1))
            #expect(notices?.last?["message"]?["text"] == "3 frames, cut\nshort")
            let entries = report.gitlab.array ?? []
            #expect(entries.count == (isUndecided ? 5 : 4))
            #expect(entries.last?["check_name"] == "check.outcome")
            #expect(Set(entries.map { $0["fingerprint"]?.string }).count == entries.count)
            let first = isUndecided ? "nothing is known%0A" : ""
            #expect(
                report.github.hasSuffix(
                    "::warning title=check.outcome::\(first)3 frames, cut%0Ashort\n"))
        }
        #expect(Examples.report.sarif["runs"]?.array?.first?["invocations"] == nil)
    }
}
