import Diagnostics
import Net

extension Check {
    /// Silent where the device's list of ports could not be read.
    static let portMissing = Check(
        Rule(
            code: "intent.port-missing",
            meaning: "A link, LAG, attachment, exit, connection, speed or management port names a "
                + "port that its device does not declare, so nothing could be written for it.",
            bad: "devices: [{name: leaf-1, ports: [swp1-4]}]\n"
                + "links: [{a: \"leaf-1:swp5\", b: \"spine-1:swp1\"}]\n",
            good: "devices: [{name: leaf-1, ports: [swp1-4]}]\n"
                + "links: [{a: \"leaf-1:swp4\", b: \"spine-1:swp1\"}]\n")
    ) { index, findings in
        let topology = index.topology
        func look(_ name: Located<PortName>, on device: Name) {
            guard let position = index.device(named: device),
                index.ports.position(ofDevice: position, port: name.value) == nil,
                !topology.unreadNames.contains(device.text)
            else { return }
            let declaration = topology.devices[position]
            let known = declaration.ports.map(\.value.text)
            let hint =
                known.nearest(to: name.value.text).map { "did you mean \(quoted($0))?" }
                ?? "add it to the ports of \(quoted(device.text)), or name one of them"
            findings.error(
                "\(quoted(device.text)) has no port \(quoted(name.value.text))", at: name.span,
                notes: [.init("its ports are declared here", at: declaration.span)], hint: hint)
        }
        func look(_ port: Located<PortReference>) {
            look(Located(port.value.port, at: port.span), on: port.value.device)
        }
        for device in topology.devices {
            if let port = device.managementPort { look(port, on: device.name.value) }
            for port in device.speeds.flatMap(\.ports) { look(port, on: device.name.value) }
        }
        for link in topology.links {
            look(link.a)
            look(link.b)
        }
        for lag in topology.lags {
            for port in lag.ports { look(port, on: lag.device.value) }
        }
        for attachment in index.attachments { look(attachment.attachment.port) }
        for exit in index.exits { look(exit.exit.port) }
        for connection in topology.exchange?.members.flatMap(\.connections) ?? [] {
            look(connection.port)
        }
    }
}
