// An echo server over JSSE, TLS 1.3 only. Its arguments are explained in tests/README.md.

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
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
        for (Map<String, String> lane : lanes(arguments)) {
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
