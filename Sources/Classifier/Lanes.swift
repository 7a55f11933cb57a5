/// One value for each key of a batch, on the stack.
///
/// A batch of 64 keeps its state in the first-level cache and gives the processor enough
/// independent loads to hide their latency. Lanes are lent as spans: the compiler copies an inline
/// array that it borrows, whole, at every subscript.
typealias Lanes<Value> = InlineArray<64, Value>

/// Keys looked up side by side.
let lanesInBatch = 64
