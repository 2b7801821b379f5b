// An echo server over Go's crypto/tls, TLS 1.3 only. Its arguments are explained in tests/README.md.
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"runtime"
)

// lanes cuts the arguments at every "--" and yields the flags of each listener.
func lanes(arguments []string) []map[string]string {
	all := []map[string]string{{}}
	for len(arguments) > 0 {
		if arguments[0] == "--" {
			all = append(all, map[string]string{})
			arguments = arguments[1:]
			continue
		}
		all[len(all)-1][arguments[0]] = arguments[1]
		arguments = arguments[2:]
	}
	return all
}

func configuration(lane map[string]string) *tls.Config {
	certificate, err := tls.LoadX509KeyPair(lane["--cert"], lane["--key"])
	if err != nil {
		log.Fatal(err)
	}
	if file, stapled := lane["--status"]; stapled {
		certificate.OCSPStaple, err = os.ReadFile(file)
		if err != nil {
			log.Fatal(err)
		}
	}
	config := &tls.Config{
		Certificates: []tls.Certificate{certificate},
		MinVersion:   tls.VersionTLS13,
	}
	if file, demanded := lane["--ca"]; demanded {
		pem, err := os.ReadFile(file)
		if err != nil {
			log.Fatal(err)
		}
		config.ClientCAs = x509.NewCertPool()
		config.ClientCAs.AppendCertsFromPEM(pem)
		config.ClientAuth = tls.RequireAndVerifyClientCert
	}
	return config
}

// serve answers a line with the same line and closes when the client has.
func serve(connection net.Conn) {
	defer connection.Close()
	reader := bufio.NewReader(connection)
	line, err := reader.ReadString('\n')
	if err != nil {
		log.Print(err)
		return
	}
	io.WriteString(connection, line)
	io.Copy(io.Discard, reader)
}

func main() {
	if len(os.Args) == 2 && os.Args[1] == "--version" {
		fmt.Println(runtime.Version())
		return
	}
	for _, lane := range lanes(os.Args[1:]) {
		listener, err := tls.Listen("tcp", "127.0.0.1:0", configuration(lane))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("LISTEN", listener.Addr().(*net.TCPAddr).Port)
		go func() {
			for {
				connection, err := listener.Accept()
				if err != nil {
					log.Fatal(err)
				}
				go serve(connection)
			}
		}()
	}
	// ends with the process that started it
	io.Copy(io.Discard, os.Stdin)
}
