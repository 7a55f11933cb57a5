// LiveCapture: frames from a port of this machine, as the octets of a pcapng file.
//
// libpcap opens the port and maps the kernel's ring (TPACKET_V3, packet(7)); `LivePort` writes what is
// in the ring as blocks of a pcapng section: one interface, the frames, and every second what the
// kernel counted. So a live capture is read by the same walk as a file, and what a file can say of
// itself (the filter, the drops) a live capture says in the same words.
//
// The order is the point, because foreign octets are read by a process that was root a moment before:
//
//     LivePort(opening:)   needs CAP_NET_RAW; a filter that passes nothing is put in front of the ring
//     Confinement.apply    another user, no files, no TCP, no way back
//     start                what came before the gate was shut is thrown away; the gate opens
//     read …               until `stop`: the gate shuts, and what is in the ring is read
//
// With the gate shut at both ends the kernel's counters and ours begin and end at the same frame, and
//
//     received = delivered + dropped          read = delivered - filtered - surplus
//
// hold exactly at any loss. Who reads checks both.
//
// A filter that the user asks for is not given to the kernel: it runs here, on frames whose tags are
// back in their place, so that what it hides is counted and the first law holds with it, too.
