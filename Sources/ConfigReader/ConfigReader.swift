// ConfigReader: configurations that were generated, read back as statements.
//
// A proof about the intended fabric says nothing of a device until somebody shows that the device
// was told what was meant. So the text that devices get is read here, by grammars of its own, and
// becomes the same statements that `Network(fabric)` makes of the intent; `differences(from:)`
// compares them. The module shares no code with what writes the files and imports none of it: a
// mistake would have to be made twice, in two different ways, to stay hidden.
//
// The dialects, each in its folder, each read as its own program does it:
//
//     interfaces      ifupdown2 3.0       Interfaces/    ports, bridge, VXLAN, VRFs
//     ifupdown2.json  ifupdown2 3.0       System/        the range of routing tables
//     frr.conf        FRR 8.4             FRR/           routes between devices
//     daemons         FRR 8.4             System/        which of its daemons run
//     nftables.conf   nftables 1.0.6      Nftables/      filters
//     sysctl.conf     procps, Linux 6.1   System/        what the kernel does with packets
//     bird.conf       BIRD 2.0.12         BIRD/          a route server
//     bgpd.conf       OpenBGPD 7.7        OpenBGPD/      a route server
//     startup-config  Arista EOS          EOS/           a whole switch
//     config_db.json  SONiC of 2026       SONiC/         all of a switch but routes: frr.conf
//     config.json     SR Linux 25.3       SRLinux/       a whole switch
//
// One rule is above all others: **what bears on isolation and is not understood is refused**, as
// an `UnmodelledLine`, and never skipped. It covers words that no grammar here knows, values
// outside their range, references to lists, maps, sets and chains that are not there, blocks that
// are not closed, what stands twice where the program would take one of both, and what has to
// stand somewhere and does not. What is skipped without a statement stands in explicit lists, each
// entry with the reason why it cannot bear on isolation: texts for people, timers, the choice among
// equal routes, counters.
//
// Of a language only what we write is known. A line that its program would take and we would not
// write is refused, though it may be harmless: the reader is for our files, not for a person's.
//
// Files of one device also have to agree with each other (`DeviceReader+Agreement.swift`): that
// tables of VRFs are in the range that makes them, that whoever is heard as a neighbour is one.
//
// What is not seen: whether the files were installed, what other files the device has, and what the
// kernel made of it all.
//
// Time is linear in the size of the files. No input makes the reader stop or trap.

import Forwarding
import Net

/// What devices are told by their configuration files.
///
/// - Parameters:
///   - files: with paths relative to the release: `leaf-1/frr.conf`. Files that are not below a
///     directory named after one of `devices` are not read; one below it whose name is not known
///     leaves an unmodelled line.
///   - devices: their names, in the order of the result. A device without files has no statements
///     and an unmodelled line that says so.
///   - cables: as they stand in the result.
/// - Returns: a network whose `files` are the paths of all `files`, which `FileLine`s count.
///   Statements stand in the order of `interfaces`, `frr.conf`, `nftables.conf`, `sysctl.conf`,
///   `bird.conf` or `bgpd.conf`, or that of `startup-config` or `config.json`, or of
///   `config_db.json` and `frr.conf`; rules of a filter in the order in which they are tried.
public func readConfigurations(
    _ files: [(path: String, octets: [UInt8])], devices: [String], cables: [Network.Cable]
) -> Network {
    var indices: [String: Int] = [:]
    for (index, name) in devices.enumerated().reversed() { indices[name] = index }
    var sources: [[(name: String, number: Int)]] = Array(repeating: [], count: devices.count)
    for (number, file) in files.enumerated() {
        guard let slash = file.path.firstIndex(of: "/"),
            let index = indices[String(file.path[..<slash])]
        else { continue }
        let name = String(file.path[file.path.index(after: slash)...])
        sources[index].append((name, number))
    }
    let read = zip(devices, sources).map { name, sources in
        var reader = DeviceReader(name: name)
        for (name, number) in sources {
            reader.add(
                SourceText(number: number, path: files[number].path, octets: files[number].octets),
                named: name)
        }
        return reader.read()
    }
    return Network(devices: read, cables: cables, files: files.map(\.path))
}
