// Capture: from the octets of a capture file to flow keys.
//
// Three steps, each a plain value that the next one reads:
//
//     MappedFile ── octets ── CaptureReader ── FrameBatch ── FrameDecoder ── DecodedBatch
//                             walks records    64 records    walks headers    64 flat values
//
// A capture file is a linked list: the length in one record tells where the next one begins, so a
// naive walk pays one memory latency per packet. The reader asks the processor for every cache
// line of the next 4 KiB while it walks, hands out batches of up to 64 records, and by the time the
// decoder looks at a frame its headers are in the first-level cache.
//
// Every frame is accounted for. A frame that cannot be read is data, not an error: it gets a
// `ReasonCode`, which belongs to exactly one of four outcomes, and
//
//     read = classified + malformed + truncated + unsupported
//
// is checked by `FrameCounts.isConserved`. Errors are only for files that are no capture at all;
// a file that breaks off leaves what was read before valid, and `CaptureReader.end` says where and
// why.
//
// Reading is pure: octets in, values out. Nothing on the way allocates, throws or counts references
// per frame, and every length is checked before a header is read. Common frames are read in a
// straight line (`FrameDecoder+StraightLine.swift`), all others header by header, a file for each header;
// both see the same. `MappedFile` is the one file here that talks to the operating system.
//
// Not done here: reassembly of fragments and of streams, anything above the transport header but
// tunnels, and what is encrypted.
