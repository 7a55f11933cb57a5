/// What `init` writes: a small fabric that uses each part of the model once, to be changed.
enum StarterTopology {
    static let fileName = "example.fabric.yaml"
    static let schemaName = "topology.schema.json"

    static let text = """
        # yaml-language-server: $schema=./\(schemaName)
        #
        # A small cloud: two spines, two leaves, a service leaf with a firewall, two tenants, one
        # shared service. 'cristallo check' says what is wrong, 'cristallo compile --out release'
        # writes the configurations. All names and addresses are examples.

        fabric: example

        # What no contract permits is forbidden, within a class and between classes.
        classes:
          - {name: regional, default: deny}
          - {name: health, default: deny}
          - {name: municipal, default: deny}

        sites:
          - name: city
            rooms:
              - {name: room-a, racks: [a1, a2]}
              - {name: room-b, racks: [b1, b2]}

        devices:
          - {name: spine-1, role: spine, platform: linux-frr, rack: a1, ports: [swp1-8]}
          - {name: spine-2, role: spine, platform: linux-frr, rack: b1, ports: [swp1-8]}
          - {name: leaf-1, role: leaf, platform: linux-frr, rack: a2, ports: [swp1-8]}
          - {name: leaf-2, role: leaf, platform: linux-frr, rack: b2, ports: [swp1-8]}
          - {name: sleaf-1, role: service-leaf, platform: linux-frr, rack: b2, ports: [swp1-8]}
          - {name: fw-1, role: firewall, platform: linux-frr, rack: b2, ports: [eth1]}

        links:
          - {a: leaf-1:swp7, b: spine-1:swp1}
          - {a: leaf-1:swp8, b: spine-2:swp1}
          - {a: leaf-2:swp7, b: spine-1:swp2}
          - {a: leaf-2:swp8, b: spine-2:swp2}
          - {a: sleaf-1:swp7, b: spine-1:swp3}
          - {a: sleaf-1:swp8, b: spine-2:swp3}
          - {a: fw-1:eth1, b: sleaf-1:swp1}

        firewalls:
          - {name: perimeter, devices: [fw-1]}

        # VLANs, VNIs, AS numbers and loopbacks are not written: they are allocated, and kept in the
        # ledger example.ids.lock. Commit it together with this file.
        tenants:
          - name: core
            class: regional
            vrfs:
              - name: services
                segments:
                  - {name: naming, ipv4: 10.1.53.0/24, ipv6: 2001:db8:1:53::/64}
            attachments:
              - port: sleaf-1:swp2
                access: naming
                hosts:
                  - {name: dns-1, mac: 02:00:5e:10:00:53, ipv4: 10.1.53.10}

          - name: asl-example
            class: health
            vrfs:
              - name: prod
                segments:
                  - {name: records, ipv4: 10.2.10.0/24, ipv6: 2001:db8:2:10::/64}
            attachments:
              - port: leaf-1:swp1
                access: records
                hosts:
                  - {name: records-1, mac: 02:00:5e:10:02:0a, ipv4: 10.2.10.10}

          - name: comune-example
            class: municipal
            vrfs:
              - name: prod
                segments:
                  - {name: offices, ipv4: 10.3.10.0/24, ipv6: 2001:db8:3:10::/64}
            attachments:
              - port: leaf-1:swp2
                access: offices
                hosts:
                  - {name: desk-1, mac: 02:00:5e:10:03:0a, ipv4: 10.3.10.10}
              - {port: leaf-2:swp1, access: offices}

        services:
          - name: dns
            tenant: core
            prefixes: [10.1.53.0/28, 2001:db8:1:53::/124]
            ports: [udp/53, tcp/53]

        contracts:
          - {name: health-dns, from: {class: health}, to: {service: dns}}
          - {name: municipal-dns, from: {class: municipal}, to: {service: dns}}

        """
}
