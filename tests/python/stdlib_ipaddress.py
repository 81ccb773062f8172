#: addresses
import ipaddress
for text in ("10.0.0.1", "8.8.8.8", "127.0.0.1", "169.254.1.1", "::1", "2001:db8::1", "2a00:1450::5", "fe80::1:0:0:2", "224.0.0.1", "100.64.0.1", "0.0.0.0"):
    address = ipaddress.ip_address(text)
    print(repr(address), str(address), address.version, address.is_private, address.is_global, address.is_loopback, address.is_link_local, address.is_multicast, address.is_unspecified)
network = ipaddress.ip_network("192.168.0.0/16")
print(network, ipaddress.ip_address("192.168.3.4") in network, network.num_addresses, network.broadcast_address, ipaddress.ip_network("10.1.2.3/8", strict=False), int(ipaddress.ip_address("1.2.3.4")))
for bad in ("1.2.3", "x", "1.2.3.256"):
    try:
        ipaddress.ip_address(bad)
    except ValueError as error:
        print(error)
