import IR
import Net
import Testing

@Suite("The plan of communities")
struct CommunityPlanTests {
    private func asn(_ number: UInt32) throws -> ASN { try #require(ASN(rawValue: number)) }

    /// Servers of both sizes, members of both sizes, one of them with a private number.
    private func targets() throws -> [CommunityPlan.Target] {
        [
            .everybody, .member(try asn(64496), communityASN: nil),
            .member(try asn(65540), communityASN: nil),
            .member(try asn(65541), communityASN: 64900),
        ]
    }

    @Test("names every member in the large form, whatever the sizes of the numbers")
    func reach() throws {
        for server in [64511, 4_200_000_000] as [UInt32] {
            let plan = CommunityPlan(asn: try asn(server))
            for target in try targets() {
                for request in CommunityPlan.requests {
                    let large = plan.communities(for: request, target).filter {
                        if case .large = $0 { true } else { false }
                    }
                    #expect(large.count == 1)
                }
            }
        }
    }

    @Test("gives no community two meanings")
    func unambiguous() throws {
        for server in [64511, 4_200_000_000] as [UInt32] {
            let plan = CommunityPlan(asn: try asn(server))
            var meanings: [Community: String] = [:]
            for target in try targets() {
                for request in CommunityPlan.requests {
                    for community in plan.communities(for: request, target) {
                        let meaning = "\(request) \(target)"
                        #expect(meanings.updateValue(meaning, forKey: community) == nil)
                        #expect(plan.isRequest(community) && !plan.isStatement(community))
                    }
                }
            }
            for community in plan.blackholes { #expect(meanings[community] == nil) }
        }
    }

    @Test("has the forms of the table in its story")
    func forms() throws {
        let plan = CommunityPlan(asn: try asn(64511))
        func texts(_ request: CommunityPlan.Request, _ target: CommunityPlan.Target) -> [String] {
            plan.communities(for: request, target).map(\.description)
        }
        let member = CommunityPlan.Target.member(try asn(64496), communityASN: nil)
        #expect(texts(.withhold, .everybody) == ["0:64511", "rt:0:64511", "64511:0:0"])
        #expect(texts(.announce, member) == ["64511:64496", "rt:64511:64496", "64511:1:64496"])
        #expect(texts(.prepend(2), member) == ["65502:64496", "rt:65502:64496", "64511:102:64496"])
        #expect(
            texts(.addNoExport, .everybody) == ["65281:64511", "rt:65281:64511", "64511:65281:0"])
        let wide = CommunityPlan.Target.member(try asn(65540), communityASN: nil)
        #expect(texts(.withhold, wide) == ["rt:0:65540", "64511:0:65540"])
    }
}
