//! Signed certificate timestamps: which logs have seen a certificate, and when (RFC 6962, section
//! 3.3).

use motetls::UnixTime;
use motetls::pki::time::Calendar;
use motetls_base::{DecodeError, Reader};

use super::form;

/// A line for each timestamp of a SignedCertificateTimestampList.
pub(crate) fn lines(list: &[u8]) -> Vec<String> {
    read(list).unwrap_or_else(|_| vec!["malformed".to_owned()])
}

fn read(list: &[u8]) -> Result<Vec<String>, DecodeError> {
    let mut outer = Reader::new(list);
    let mut list = outer.vector(2)?;
    outer.end()?;
    let mut lines = Vec::new();
    while !list.is_empty() {
        let mut fields = list.vector(2)?;
        lines.push(match fields.u8()? {
            0 => {
                let log = fields.take(32)?;
                let milliseconds = u64::from_be_bytes(*fields.array()?);
                format!(
                    "{}, log {}",
                    Calendar::of(UnixTime(milliseconds / 1000)),
                    form::base64(log)
                )
            }
            version => format!("of version {}", u16::from(version) + 1),
        });
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_one() {
        let mut sct = vec![0];
        sct.extend([7; 32]);
        sct.extend(1_577_836_800_000_u64.to_be_bytes());
        sct.extend([0, 0, 4, 3, 0, 1, 9]);
        let mut list = vec![0, sct.len() as u8 + 2, 0, sct.len() as u8];
        list.extend(&sct);
        let text = lines(&list);
        assert_eq!(
            text,
            ["2020-01-01 00:00:00 UTC, log BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc="]
        );
        for length in 0..list.len() {
            assert_eq!(lines(&list[..length]), ["malformed"], "{length}");
        }
    }
}
