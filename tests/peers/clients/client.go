// A client over Go's crypto/tls, TLS 1.3 only: ADDRESS NAME ROOT PROTOCOL [CERTIFICATE KEY]. It says
// the first line of its standard input, prints the answer and the protocol, and closes.
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log"
	"os"
)

func main() {
	pem, err := os.ReadFile(os.Args[3])
	if err != nil {
		log.Fatal(err)
	}
	config := &tls.Config{
		ServerName: os.Args[2],
		RootCAs:    x509.NewCertPool(),
		NextProtos: []string{os.Args[4]},
		MinVersion: tls.VersionTLS13,
	}
	config.RootCAs.AppendCertsFromPEM(pem)
	if len(os.Args) > 6 {
		certificate, err := tls.LoadX509KeyPair(os.Args[5], os.Args[6])
		if err != nil {
			log.Fatal(err)
		}
		config.Certificates = []tls.Certificate{certificate}
	}
	connection, err := tls.Dial("tcp", os.Args[1], config)
	if err != nil {
		log.Fatal(err)
	}
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil {
		log.Fatal(err)
	}
	fmt.Fprint(connection, line)
	answer, err := bufio.NewReader(connection).ReadString('\n')
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("protocol %s\nanswer %s", connection.ConnectionState().NegotiatedProtocol, answer)
	connection.Close()
}
