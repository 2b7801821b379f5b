//! A ClientHello, as the server reads it.

use motetls_base::Reader;

/// What the server needs to know of a ClientHello.
#[derive(Default)]
pub(crate) struct Hello {
    pub(crate) suites: Vec<u16>,
    pub(crate) share: Option<Vec<u8>>,
    pub(crate) cookie: bool,
    pub(crate) alpn: bool,
    pub(crate) early_data: bool,
    pub(crate) psk: Option<(Vec<u8>, u32)>,
    pub(crate) modes: Vec<u8>,
    pub(crate) limit: Option<u16>,
    pub(crate) binders: usize,
}

/// Reads a ClientHello.
pub(crate) fn read(message: &[u8]) -> Hello {
    let parse = || {
        let mut hello = Hello::default();
        let mut r = Reader::new(message);
        let (kind, mut body) = (r.u8()?, r.vector(3)?);
        r.end()?;
        assert_eq!(kind, 1, "a ClientHello");
        body.take(34)?;
        body.vector(1)?;
        let mut suites = body.vector(2)?;
        while !suites.is_empty() {
            hello.suites.push(suites.u16()?);
        }
        body.vector(1)?;
        let mut extensions = body.vector(2)?;
        body.end()?;
        while !extensions.is_empty() {
            let (kind, mut body) = (extensions.u16()?, extensions.vector(2)?);
            match kind {
                16 => hello.alpn = body.rest().windows(5).any(|name| name == b"\x04mqtt"),
                28 => hello.limit = Some(body.u16()?),
                41 => {
                    assert!(extensions.is_empty(), "pre_shared_key comes last");
                    let mut identities = body.vector(2)?;
                    let identity = identities.vector(2)?.rest().to_vec();
                    hello.psk = Some((identity, identities.uint(4)?));
                    hello.binders = body.rest().len();
                }
                42 => hello.early_data = true,
                44 => hello.cookie = true,
                45 => hello.modes = body.vector(1)?.rest().to_vec(),
                51 => {
                    let mut shares = body.vector(2)?;
                    shares.u16()?;
                    hello.share = Some(shares.vector(2)?.rest().to_vec());
                    shares.end()?;
                }
                _ => {}
            }
        }
        Ok::<_, motetls_base::DecodeError>(hello)
    };
    parse().expect("a ClientHello that follows its grammar")
}
