import Diagnostics
import Net

/// What one file says; several files are one topology.
struct TopologyFile: TopologyObject {
    static let noun = "topology"
    static let summary = "A topology of Cristallo, or a part of one: files are merged."

    /// Sections that all files together have at most once, where this file has them.
    private(set) var places: [(section: String, place: SourceSpan)] = []

    let name: Located<Name>?
    private let defaults: Defaults?
    private let pools: Pools?
    private let classes: [TenantClass]
    private let sites: [Site]
    private let devices: [Device]
    private let links: [Link]
    private let lags: [LAG]
    private let firewalls: [Firewall]
    private let tenants: [Tenant]
    private let services: [SharedService]
    private let contracts: [Contract]
    private let exchange: Exchange?
    private let registrations: [Registration]
    private let validatedPayloads: ValidatedPayloads?
    private let peeringDB: PeeringDBSnapshot?

    private static let singleSections = [
        "fabric", "defaults", "pools", "exchange", "validated_payloads", "peeringdb",
    ]

    init?(reading object: inout TopologyReader) {
        name = object.optional("fabric", .name, "Name of the fabric, in one of the files.")
        defaults = object.optional(
            "defaults", .object(Defaults.self), "What holds where nothing else is said.")
        pools = object.optional(
            "pools", .object(Pools.self), "Ranges that identifiers are allocated from.")
        classes = object.list("classes", .objects(TenantClass.self), "Classes of tenants.")
        sites = object.list("sites", .objects(Site.self), "Sites, rooms and racks.")
        devices = object.list("devices", .objects(Device.self), "Switches, firewalls, servers.")
        links = object.list("links", .objects(Link.self), "Cables between devices.")
        lags = object.list("lags", .objects(LAG.self), "Ports that act as one.")
        firewalls = object.list(
            "firewalls", .objects(Firewall.self), "Firewalls that contracts pass through.")
        tenants = object.list("tenants", .objects(Tenant.self), "Who uses the fabric.")
        services = object.list(
            "services", .objects(SharedService.self), "What many tenants may use.")
        contracts = object.list("contracts", .objects(Contract.self), "Who may talk to whom.")
        exchange = object.optional(
            "exchange", .object(Exchange.self), "An Internet exchange on the fabric.")
        registrations = object.list(
            "registrations", .objects(Registration.self),
            "What registries said of members of the exchange.")
        validatedPayloads = object.optional(
            "validated_payloads", .object(ValidatedPayloads.self),
            "What validators of the RPKI said.")
        peeringDB = object.optional(
            "peeringdb", .object(PeeringDBSnapshot.self), "What PeeringDB said of members.")
        for section in Self.singleSections {
            if let place = object.place(of: section) { places.append((section, place)) }
        }
    }

    /// Adds the file to `topology`; what `topology` has already of the sections that exist once
    /// stays.
    func merge(into topology: inout Topology, isFirst: (String) -> Bool) {
        if isFirst("fabric") { topology.name = name }
        if isFirst("defaults"), let defaults { topology.defaults = defaults }
        if isFirst("pools"), let pools { topology.pools = pools }
        if isFirst("exchange") { topology.exchange = exchange }
        if isFirst("validated_payloads") { topology.validatedPayloads = validatedPayloads }
        if isFirst("peeringdb") { topology.peeringDB = peeringDB }
        topology.registrations += registrations
        topology.classes += classes
        topology.sites += sites
        topology.devices += devices
        topology.links += links
        topology.lags += lags
        topology.firewalls += firewalls
        topology.tenants += tenants
        topology.services += services
        topology.contracts += contracts
    }
}
