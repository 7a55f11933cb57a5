import Capture
import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: NetworkNamespace.isPossible, "needs root, ip and tcpreplay"))
struct LivePortTests {
    /// Frames of all kinds that a port can send.
    private static let frames = FrameSample.all
        .filter { $0.linkLayer == .ethernet && (14...1514).contains($0.octets.count) }
        .map(\.octets)

    private func capture(_ frames: [[UInt8]]) -> [UInt8] {
        var builder = CaptureBuilder()
        builder.pcapHeader()
        for frame in frames { builder.pcapRecord(frame) }
        return builder.octets
    }

    private struct Answer {
        let status: Int32
        let report: JSONValue
        var live: JSONValue? { report["captures"]?.array?.first?["live"] }
        var frames: JSONValue? { report["frames"] }
        func count(_ name: String) -> Int? { live?[name]?.integer }
        var doubts: [String] {
            (report["doubts"]?.array ?? []).compactMap { $0["kind"]?.string }
        }
    }

    private func answer(_ script: String, files: [String: [UInt8]] = [:]) throws -> Answer {
        let result = try NetworkNamespace.run(script, files: files)
        try #require(!result.output.isEmpty, "status \(result.status): \(result.errorText)")
        return Answer(status: result.status, report: try JSONValue(parsing: result.output))
    }

    @Test("every frame sent is counted, as in a capture of the same frames, tags included")
    func exact() throws {
        let files = ["all.pcap": capture(Self.frames)]
        let live = try answer("listen; send all.pcap; finish", files: files)
        let file = try answer("$cristallo audit all.pcap --topology project -o json", files: files)
        #expect(live.frames == file.frames)
        #expect(live.report["verdict"] == file.report["verdict"])
        #expect(live.status == file.status)
        #expect(live.count("received") == Self.frames.count)
        #expect(live.count("delivered") == Self.frames.count && live.count("dropped") == 0)
    }

    @Test("at a loss the kernel's counts and ours agree to the frame, and the answer is in doubt")
    func loss() throws {
        let frames = Array(repeating: FrameBuilder.ethernet(FrameSample.tcp), count: 5000)
        let live = try answer(
            """
            listen --buffer 1; kill -STOP $audit
            send some.pcap --loop 6; kill -CONT $audit; finish
            """, files: ["some.pcap": capture(frames)])
        let (received, delivered, dropped) = (
            live.count("received"), live.count("delivered"), live.count("dropped")
        )
        #expect(received == 30_000)
        #expect(dropped ?? 0 > 0)
        #expect(received == (delivered ?? 0) + (dropped ?? 0))
        #expect(live.frames?["read"]?.integer == delivered)
        #expect(live.doubts.contains("frames-dropped"))
        #expect(live.status == 3)
    }

    @Test("traffic that was there before and goes on afterwards is counted to the frame, too")
    func amidTraffic() throws {
        let frames = Array(repeating: FrameBuilder.ethernet(FrameSample.tcp), count: 1000)
        for buffer in [1, 8] {
            let live = try answer(
                """
                ip netns exec $space tcpreplay -q -K --loop 0 --topspeed -i a some.pcap > log 2>&1 &
                sender=$!
                listen --buffer \(buffer) --count 20000; wait $audit || status=$?
                kill -KILL $sender; exit ${status:-0}
                """, files: ["some.pcap": capture(frames)])
            let (received, delivered, dropped) = (
                live.count("received"), live.count("delivered"), live.count("dropped")
            )
            #expect(live.frames?["read"]?.integer == 20_000)
            #expect(received == (delivered ?? 0) + (dropped ?? 0))
            #expect(delivered == 20_000 + (live.count("surplus") ?? -1))
        }
    }

    @Test("it ends after the number of frames asked for, and counts those that came besides")
    func count() throws {
        let frames = Array(repeating: FrameBuilder.ethernet(FrameSample.tcp), count: 100)
        let live = try answer(
            "listen --count 40; send some.pcap; wait $audit", files: ["some.pcap": capture(frames)])
        #expect(live.frames?["read"]?.integer == 40)
        #expect(live.count("received") == 40 + (live.count("surplus") ?? 0))
    }

    @Test("it ends after the time asked for")
    func seconds() throws {
        let live = try answer("listen --seconds 1; wait $audit")
        #expect(live.frames?["read"]?.integer == 0)
        #expect(live.report["verdict"] == "not-covered" && live.status == 3)
    }

    @Test("a filter hides frames, is in the report, and leaves a doubt")
    func filter() throws {
        let tagged = FrameBuilder.ethernet(
            tags: [VLANTag(protocolIdentifier: 0x8100, control: 300)], FrameSample.tcp)
        let plain = FrameBuilder.ethernet(FrameSample.tcp)
        let live = try answer(
            "listen --filter 'vlan 300'; send some.pcap; finish",
            files: ["some.pcap": capture([tagged, plain, plain, tagged, plain])])
        #expect(live.count("received") == 5 && live.count("filtered") == 3)
        #expect(live.frames?["read"]?.integer == 2)
        #expect(live.report["captures"]?.array?.first?["filters"] == ["vlan 300"])
        #expect(live.doubts.contains("filtered"))
    }

    @Test("reports and evidence are written by a process that can open no file")
    func outputs() throws {
        let live = try answer(
            """
            : > sarif; chmod 600 sarif
            listen --report sarif=sarif --report json=new.json --evidence e.pcapng
            grep -q '^Uid:.65534.65534.65534.65534$' /proc/$audit/status
            grep -q '^NoNewPrivs:.1$' /proc/$audit/status
            grep -q '^CapPrm:.0*$' /proc/$audit/status
            send some.pcap
            kill -TERM $audit; status=0; wait $audit || status=$?
            grep -q '"version": "2.1.0"' sarif
            grep -q '"received"' new.json
            test -s e.pcapng; exit $status
            """, files: ["some.pcap": capture(Self.frames)])
        #expect(live.count("received") == Self.frames.count)
    }

    @Test("the device any has no link headers, which is a doubt; the loopback is counted once")
    func cooked() throws {
        let frames = Array(repeating: FrameBuilder.ethernet(FrameSample.tcp), count: 50)
        let live = try answer(
            """
            ip -n $space link set dev lo up; port=any; listen; send some.pcap
            inside bash -c 'for i in {1..20}; do echo x > /dev/udp/127.0.0.1/9; done' 2> udp.log || true
            finish
            """, files: ["some.pcap": capture(frames)])
        // Each frame goes out at a and comes in at b; of the loopback's the errors come back, too.
        #expect(live.count("received") ?? 0 >= 100 + 20)
        #expect(live.count("received") == live.count("delivered"))
        #expect(live.doubts.contains("cooked"))
    }

    @Test("a frame of the loopback is counted once")
    func loopback() throws {
        let live = try answer(
            """
            ip -n $space link set dev lo up; port=lo; listen
            inside bash -c 'for i in {1..20}; do echo x > /dev/udp/127.0.0.1/9; done' 2> udp.log || true
            finish
            """)
        let received = try #require(live.count("received"))
        #expect(received >= 20 && received <= 40)
        #expect(received == live.count("delivered"))
    }

    @Test("a port that goes away leaves a report of what came, which is in doubt")
    func gone() throws {
        let live = try answer(
            "listen; send all.pcap; sleep 0.2; ip -n $space link del dev b; wait $audit",
            files: ["all.pcap": capture(Self.frames)])
        let cut = live.report["captures"]?.array?.first?["cut"]
        #expect(cut?["reason"] == "the port could not be read any further")
        #expect(live.frames?["read"]?.integer == Self.frames.count)
    }

    @Test(
        "what cannot be captured is said, with its status",
        arguments: [
            ("port=none; listen", 64), ("listen --filter 'udp prt 9'", 64),
            ("listen --user nobody-of-that-name", 64),
            ("$cristallo audit -i lo --topology project x.pcap", 64),
            ("$cristallo audit --topology project --count 3 x.pcap", 64),
            (
                "cp $cristallo c && chmod -R a+rX . && "
                    + "setpriv --reuid 65534 --clear-groups ./c audit -i lo --topology project", 77
            ),
        ])
    func refused(script: String, status: Int32) throws {
        let result = try NetworkNamespace.run(script)
        #expect(result.status == status, "\(result.errorText)")
        #expect(result.output == [])
    }
}
