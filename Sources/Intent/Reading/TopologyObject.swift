/// An object of the topology file. Its fields are declared by reading them: the initialiser asks
/// the reader for each field, with kind and meaning, and that one piece of code is the reader, the
/// JSON Schema and the reference. It asks for every field on every path, before it returns nil,
/// because the reader learns what fields there are from what it is asked for.
protocol TopologyObject: Sendable {
    /// What the object is called, in singular: "segment".
    static var noun: String { get }
    /// One sentence for the reference.
    static var summary: String { get }

    /// Nil where a required field is missing or wrong, which then has been reported.
    init?(reading object: inout TopologyReader)
}
