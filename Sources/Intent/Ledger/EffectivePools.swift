import Diagnostics
import Net

/// The pools with the defaults in place of those that the topology leaves out.
///
/// Defaults are private space (RFC 1918, RFC 4193, RFC 6996) that fits a fabric of about 1,000
/// devices and 300 VRFs.
public struct EffectivePools: Sendable {
    public let loopbackIPv4: IPPrefix
    public let loopbackIPv6: IPPrefix
    public let transitIPv4: IPPrefix
    public let transitIPv6: IPPrefix
    public let asn: ClosedRange<UInt32>
    public let vlan: ClosedRange<UInt32>
    public let vlanL3VNI: ClosedRange<UInt32>
    public let vlanTransit: ClosedRange<UInt32>
    public let vniL2: ClosedRange<UInt32>
    public let vniL3: ClosedRange<UInt32>

    public init(_ pools: Pools) {
        func ipv4(_ address: UInt32, _ length: Int) -> IPPrefix {
            IPPrefix(containing: .ipv4(IPv4Address(rawValue: address)), length: length)
        }
        func ipv6(_ high: UInt64) -> IPPrefix {
            IPPrefix(containing: .ipv6(IPv6Address(high: high, low: 0)), length: 64)
        }
        loopbackIPv4 = pools.loopbackIPv4?.value ?? ipv4(0x0aff_0000, 20)
        loopbackIPv6 = pools.loopbackIPv6?.value ?? ipv6(0xfdff_0000_0000_0000)
        transitIPv4 = pools.transitIPv4?.value ?? ipv4(0x0afe_0000, 16)
        transitIPv6 = pools.transitIPv6?.value ?? ipv6(0xfdff_0000_0000_0001)
        asn = pools.asn?.value ?? 4_200_000_001...4_200_009_999
        vlan = pools.vlan?.value ?? 2...2999
        vlanL3VNI = pools.vlanL3VNI?.value ?? 3000...3499
        vlanTransit = pools.vlanTransit?.value ?? 3500...3999
        vniL2 = pools.vniL2?.value ?? 1_000_000...1_999_999
        vniL3 = pools.vniL3?.value ?? 2_000_000...2_999_999
    }
}
