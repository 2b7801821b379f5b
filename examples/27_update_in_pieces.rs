//! An update written into a flash slot through a receive buffer of 520 bytes, from a server whose
//! records are longer.
//!
//! Such a record is handed on before its tag was checked, so that whatever is between device and
//! server may have written it. Four things make that harmless here: the data go where nothing acts
//! on them; nothing of them is looked at, not even a length; the slot is approved only after its
//! last record proved authentic; and it is erased when anything goes wrong. A real update is signed
//! besides: the server that holds it is not its author.
//!
//! `cargo run -p motetls-examples --bin 27_update_in_pieces -- HOST:PORT NAME CA.pem SLOT LENGTH`

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use motetls::crypto::{Aes128Ct, AesGcm, HmacDrbg, P256, Sha256};
use motetls::os_entropy::OsEntropy;
use motetls::std_io::StdStream;
use motetls::{
    Config, Connection, HandshakeScratch, ServerName, TrustAnchor, UnixTime, UnverifiedEnd, Wants,
    pki::pem, profile,
};

profile! {
    /// A device that takes updates from any server.
    pub struct Updated;
    hash: Sha256;
    suites: { TLS_AES_128_GCM_SHA256: AesGcm<Aes128Ct> };
    groups: { secp256r1: P256 };
    signatures: { ecdsa_secp256r1_sha256: P256 };
    key_exchange: [x509];
    options: [unverified_pieces];
}

/// A slot of flash: a file, and an empty file beside it once it was approved.
struct Slot {
    path: PathBuf,
    file: File,
    written: usize,
}

impl Slot {
    fn erased(path: &Path) -> io::Result<Self> {
        let _ = fs::remove_file(path.with_extension("approved"));
        Ok(Slot { path: path.into(), file: File::create(path)?, written: 0 })
    }

    /// Nothing acts on what is written here, so it need not be authentic yet.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.written = self.written.saturating_add(bytes.len());
        self.file.write_all(bytes)
    }

    /// From now on the device may start from it.
    fn approve(&self) -> io::Result<()> {
        File::create(self.path.with_extension("approved")).map(drop)
    }
}

/// Receives `length` bytes into the slot. Until this has returned without an error, nothing of them
/// is known to be the server's.
fn receive(
    connection: &mut Connection<Updated, Vec<u8>>,
    tcp: &mut TcpStream,
    slot: &mut Slot,
    length: usize,
) -> Result<(), Box<dyn Error>> {
    // How many of the bytes written are known to be the server's.
    let mut authentic = 0;
    while authentic < length {
        match connection.wants()? {
            Wants::TakeUnverified => {
                let piece = connection.plain_out_unverified();
                slot.append(piece)?;
                let n = piece.len();
                connection.plain_out_unverified_done(n);
            }
            Wants::EndUnverified => match connection.unverified_end() {
                Some(UnverifiedEnd::Authentic) => authentic = slot.written,
                _ => println!("a record was refused"),
            },
            // A record that fits the buffer was checked before.
            Wants::Take => {
                slot.append(connection.plain_out())?;
                let n = connection.plain_out().len();
                connection.plain_out_done(n);
                authentic = slot.written;
            }
            Wants::Send => {
                let n = tcp.write(connection.cipher_out())?;
                connection.cipher_out_done(n);
            }
            Wants::Receive => match tcp.read(connection.cipher_in())? {
                0 => connection.end_of_stream()?,
                n => connection.cipher_in_done(n),
            },
            _ => return Err("the server closed before the update was complete".into()),
        }
    }
    if authentic == length { Ok(()) } else { Err("the update is longer than it was said".into()) }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, address, name, ca, slot, length] = arguments.as_slice() else {
        return Err("usage: HOST:PORT NAME CA.pem SLOT LENGTH".into());
    };
    let certificates = pem::certificates(&fs::read(ca)?)?;
    let anchors = certificates
        .iter()
        .map(|der| TrustAnchor::from_certificate(der))
        .collect::<Result<Vec<_>, _>>()?;
    let config = Config::<Updated> {
        server_name: Some(ServerName::dns(name)?),
        anchors: &anchors,
        now: Some(UnixTime(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs())),
        ..Config::new(&())
    };

    let mut random = HmacDrbg::<Sha256, _>::new(OsEntropy, &[], b"27_update_in_pieces")?;
    let (buffers, mut scratch) = ((vec![0; 520], vec![0; 512]), HandshakeScratch::new());
    let tcp = TcpStream::connect(address)?;
    let mut tls = StdStream::client(tcp, buffers, &config, &mut random, &mut scratch)?;
    println!("connected");

    let path = Path::new(slot);
    let mut slot = Slot::erased(path)?;
    // The stream would refuse such records; the connection behind it does not.
    let (connection, tcp) = tls.connection_and_transport();
    match receive(connection, tcp, &mut slot, length.parse()?) {
        Ok(()) => {
            slot.approve()?;
            println!("{} bytes, approved", slot.written);
            tls.close()?;
            Ok(())
        }
        Err(error) => {
            Slot::erased(path)?;
            println!("thrown away");
            Err(error)
        }
    }
}
