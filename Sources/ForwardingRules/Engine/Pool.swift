/// Values under numbers that are given again once they are free: memory follows what there is, not
/// what there ever was.
struct Pool<Element: BitwiseCopyable & Sendable>: Sendable {
    /// By number; those of free numbers mean nothing.
    private(set) var elements: [Element] = []
    private var free: [Int32] = []

    /// Numbers in use.
    var count: Int { elements.count - free.count }

    @inline(__always)
    subscript(number: Int32) -> Element {
        get { elements[Int(number)] }
        set { elements[Int(number)] = newValue }
    }

    mutating func add(_ element: Element) -> Int32 {
        if let number = free.popLast() {
            elements[Int(number)] = element
            return number
        }
        precondition(elements.count < Int32.max, "numbers have 31 bits")
        elements.append(element)
        return Int32(elements.count - 1)
    }

    /// Frees a number in use.
    mutating func remove(_ number: Int32) { free.append(number) }
}
