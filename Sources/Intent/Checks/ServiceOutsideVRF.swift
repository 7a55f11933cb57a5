import Diagnostics
import Net

extension Check {
    /// Silent where a part of the VRF could not be read: the prefix may well be in it.
    static let serviceOutsideVRF = Check(
        Rule(
            code: "intent.service-outside-vrf",
            meaning: "A prefix of a service is in no segment of its VRF, so that nobody there "
                + "answers. A default route is the way to an exit and needs no segment.",
            bad: "segments: [{name: naming, ipv4: 10.11.20.0/24}]\n"
                + "services: [{name: dns, prefixes: [10.11.21.16/28]}]\n",
            good: "segments: [{name: naming, ipv4: 10.11.20.0/24}]\n"
                + "services: [{name: dns, prefixes: [10.11.20.16/28]}]\n")
    ) { index, findings in
        for (service, endpoint) in zip(index.topology.services, index.endpointOfService) {
            guard let endpoint else { continue }
            let vrf = index.vrfs[endpoint.vrf]
            if index.isUnread(vrf: endpoint.vrf) { continue }
            for prefix in service.prefixes where prefix.value.length > 0 {
                if index.segments[vrf.segments].contains(where: { $0.holds(prefix.value) }) {
                    continue
                }
                findings.error(
                    "\(prefix.value) of service \(quoted(service.name.value.text)) is in no "
                        + "segment of VRF \(quoted(vrf.path))",
                    at: prefix.span, notes: [.init("the VRF", at: vrf.vrf.name.span)],
                    hint: "choose a prefix within a segment, or name the service's own VRF")
            }
        }
    }
}

extension IndexedSegment {
    /// Whether all addresses of a block are the segment's.
    func holds(_ prefix: IPPrefix) -> Bool {
        prefixes.contains { $0.value.contains(prefix) }
    }
}
