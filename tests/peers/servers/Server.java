// An echo server over JSSE, TLS 1.3 only. Its arguments are explained in tests/README.md.

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

public class Server {
    private static final char[] PASSWORD = "throw-away".toCharArray();

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 1 && arguments[0].equals("--version")) {
            System.out.println("Java " + System.getProperty("java.version") + ", JSSE");
            return;
        }
        List<Map<String, String>> lanes = lanes(arguments);
        staple(lanes);
        for (Map<String, String> lane : lanes) {
            SSLServerSocket listener = (SSLServerSocket) context(lane).getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            listener.setEnabledProtocols(new String[] {"TLSv1.3"});
            listener.setNeedClientAuth(lane.containsKey("--ca"));
            System.out.println("LISTEN " + listener.getLocalPort());
            start(() -> accept(listener));
        }
        System.in.readAllBytes(); // ends with the process that started it
        System.exit(0);
    }

    /** Cuts the arguments at every "--" and yields the flags of each listener. */
    private static List<Map<String, String>> lanes(String[] arguments) {
        List<Map<String, String>> all = new ArrayList<>(List.of(new HashMap<>()));
        for (int at = 0; at < arguments.length; at++) {
            if (arguments[at].equals("--")) {
                all.add(new HashMap<>());
            } else {
                all.get(all.size() - 1).put(arguments[at], arguments[++at]);
            }
        }
        return all;
    }

    /** Has JSSE staple what a responder of this process says, in answer to the serial number it is asked about. */
    private static void staple(List<Map<String, String>> lanes) throws Exception {
        HttpServer responder = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Map<String, byte[]> answers = new HashMap<>();
        for (Map<String, String> lane : lanes) {
            if (lane.containsKey("--status")) {
                X509Certificate certificate = (X509Certificate) certificates(lane.get("--cert")).get(0);
                byte[] serial = certificate.getSerialNumber().toByteArray();
                byte[] integer = new byte[2 + serial.length]; // in DER
                integer[0] = 2;
                integer[1] = (byte) serial.length;
                System.arraycopy(serial, 0, integer, 2, serial.length);
                answers.put(hex(integer),
                    Files.readAllBytes(Path.of(lane.get("--status"))));
            }
        }
        responder.createContext("/", exchange -> {
            String asked = hex(exchange.getRequestBody().readAllBytes());
            String path = exchange.getRequestURI().getPath();
            if (path.length() > 1) {
                asked = hex(Base64.getDecoder().decode(path.substring(1)));
            }
            for (Map.Entry<String, byte[]> answer : answers.entrySet()) {
                if (asked.contains(answer.getKey())) {
                    exchange.getResponseHeaders().set("Content-Type", "application/ocsp-response");
                    exchange.sendResponseHeaders(200, answer.getValue().length);
                    exchange.getResponseBody().write(answer.getValue());
                }
            }
            exchange.close();
        });
        responder.start();
        System.setProperty("jdk.tls.server.enableStatusRequestExtension", "true");
        System.setProperty("jdk.tls.stapling.responderURI",
            "http://127.0.0.1:" + responder.getAddress().getPort());
    }

    private static String hex(byte[] octets) {
        return new BigInteger(1, octets).toString(16);
    }

    private static SSLContext context(Map<String, String> lane) throws Exception {
        List<Certificate> chain = certificates(lane.get("--cert"));
        String algorithm = ((X509Certificate) chain.get(0)).getPublicKey().getAlgorithm();
        String pem = Files.readString(Path.of(lane.get("--key")));
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----.*?-----", ""));
        PrivateKey key = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry("server", key, PASSWORD, chain.toArray(new Certificate[0]));
        KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(own, PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        if (lane.containsKey("--ca")) {
            KeyStore anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            anchors.setCertificateEntry("ca", certificates(lane.get("--ca")).get(0));
            trust.init(anchors);
        } else {
            trust.init((KeyStore) null);
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static List<Certificate> certificates(String file) throws Exception {
        InputStream pem = new ByteArrayInputStream(Files.readAllBytes(Path.of(file)));
        return new ArrayList<>(CertificateFactory.getInstance("X.509").generateCertificates(pem));
    }

    private static void accept(SSLServerSocket listener) {
        while (true) {
            try {
                SSLSocket socket = (SSLSocket) listener.accept();
                start(() -> serve(socket));
            } catch (IOException error) {
                System.err.println(error.getMessage());
            }
        }
    }

    /** Answers a line with the same line and closes when the client has. */
    private static void serve(SSLSocket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                socket.getOutputStream().write(octet);
                if (octet == '\n') {
                    break;
                }
            }
            in.readAllBytes();
        } catch (IOException error) {
            System.err.println(error.getMessage());
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }
}
