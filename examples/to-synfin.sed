# Makes a script that was written for ns-3's own TCP one for synfin's:
#
#   sed -E -i -f examples/to-synfin.sed my-script.cc
#
# Its nodes get synfin's TCP, and what it looks for by path or by GetObject is found under synfin's name. Defaults of
# ns3::TcpSocket, ns3::TcpSocketBase and ns3::TcpL4Protocol (Config::SetDefault) stay as they are: synfin reads them.

s/\b(ns3::)?InternetStackHelper\b/ns3::synfin::StackHelper/g
s/\$ns3::TcpL4Protocol/$ns3::synfin::L4Protocol/g
s/<(ns3::)?TcpL4Protocol>/<ns3::synfin::L4Protocol>/g
s/^( *# *include ["<]ns3\/)internet-(module|stack-helper)(\.h[">].*)$/&\
\1synfin-module\3/
