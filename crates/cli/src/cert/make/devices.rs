//! Which devices get certificates: one, a number of them, or those of a table.

use motetls::pki::oid::known::{COMMON_NAME, SERIAL_NUMBER};

use super::arguments::NewDevice;
use super::names::{self, AltName};
use super::new;
use crate::cert::input;
use crate::failure::Failure;

/// A device to be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Device {
    /// Its subject in DER.
    pub(crate) subject: Vec<u8>,
    pub(crate) names: Vec<AltName>,
    /// What its files are called.
    pub(crate) stem: String,
}

/// What is said of a device, by the command line or a line of a table.
#[derive(Debug, Default)]
struct Said<'a> {
    name: Option<&'a str>,
    serial_number: Option<&'a str>,
    eui64: Option<&'a str>,
    stem: Option<&'a str>,
    names: Vec<AltName>,
}

impl Said<'_> {
    /// The device, in which `{}` stands for `number`.
    fn device(self, number: &str) -> Result<Device, Failure> {
        let fill = |text: &str| text.replace("{}", number);
        let eui64 = self.eui64.map(names::eui64).transpose()?;
        let serial_number = self.serial_number.map(fill).or(eui64);
        let name = self.name.map(fill);
        let subject = match (&name, &serial_number) {
            (Some(name), Some(number)) if !name.contains('=') => {
                names::attributes(&[(COMMON_NAME, name), (SERIAL_NUMBER, number)])?
            }
            (Some(name), Some(number)) => names::subject(&format!("serialNumber={},{name}", escaped(number)))?,
            (Some(name), None) => names::subject(name)?,
            (None, Some(number)) => names::attributes(&[(SERIAL_NUMBER, number)])?,
            (None, None) => names::subject("")?,
        };
        let first =
            self.names.first().map(|name| name.to_string().split_once(':').map_or("", |(_, rest)| rest).to_owned());
        let called = match &name {
            Some(name) if name.contains('=') => Some(new::common_name(&subject)).filter(|name| !name.is_empty()),
            other => other.clone(),
        };
        let stem = self.stem.map(fill).or(called).or(serial_number).or(first).unwrap_or_default();
        Ok(Device { subject, names: self.names, stem: names::stem(&stem) })
    }
}

/// A value of a distinguished name, with what is special in texts escaped.
fn escaped(value: &str) -> String {
    let special = |character: char| ",+\"\\<>;=#".contains(character);
    value.chars().flat_map(|character| special(character).then_some('\\').into_iter().chain([character])).collect()
}

/// The devices the options ask for, at least one.
pub(crate) fn of(options: &NewDevice) -> Result<Vec<Device>, Failure> {
    let devices = match (&options.list, options.count) {
        (Some(path), _) => {
            let (name, bytes) = input::bytes(path)?;
            let text = String::from_utf8(bytes)
                .map_err(|_| Failure::local(format!("{name} is no text in UTF-8: save the table as such")))?;
            table(&name, &text, &new::all_names(&options.names))?
        }
        (None, Some(count)) => numbered(options, count)?,
        (None, None) => {
            vec![said(options).device("")?]
        }
    };
    if devices.is_empty() { Err(Failure::local("there is no device in the table")) } else { Ok(devices) }
}

fn said(options: &NewDevice) -> Said<'_> {
    Said {
        name: options.name.as_deref(),
        serial_number: options.serial_number.as_deref(),
        eui64: options.eui64.as_deref(),
        stem: options.output.stem.as_deref(),
        names: new::all_names(&options.names),
    }
}

/// Devices that differ in their number, written with as many digits as the last one has.
fn numbered(options: &NewDevice, count: u32) -> Result<Vec<Device>, Failure> {
    let last = options.first.checked_add(count).and_then(|end| end.checked_sub(1));
    let last = last.ok_or_else(|| Failure::local("--first and --count lead to numbers that are too large"))?;
    let digits = last.to_string().len();
    (options.first..=last)
        .take(count as usize)
        .map(|number| said(options).device(&format!("{number:0digits$}")))
        .collect()
}

/// The devices of a table: the first line names the columns, all lines are comma-separated, with quotes where need be.
fn table(name: &str, text: &str, common: &[AltName]) -> Result<Vec<Device>, Failure> {
    // spreadsheets put a mark before UTF-8
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let Some((_, head)) = lines.next() else { return Ok(Vec::new()) };
    let columns: Vec<String> =
        fields(head).unwrap_or_default().iter().map(|column| column.trim().to_ascii_lowercase()).collect();
    let known = ["name", "serial-number", "eui64", "dns", "ip", "email", "uri", "stem"];
    if let Some(wrong) = columns.iter().find(|column| !known.contains(&column.as_str())) {
        return Err(Failure::local(format!(
            "{name}: the first line names the columns, and {wrong} is none of {}",
            known.join(", ")
        )));
    }
    if let Some((_, twice)) = columns.iter().enumerate().find(|(place, column)| {
        !matches!(column.as_str(), "dns" | "ip" | "email" | "uri")
            && columns.iter().skip(place + 1).any(|other| other == *column)
    }) {
        return Err(Failure::local(format!("{name}: the first line names the column {twice} twice")));
    }
    let device = |(line, text): (usize, &str)| {
        let wrong = |why: String| Failure::local(format!("{name}, line {}: {why}", line.saturating_add(1)));
        let unclosed = || wrong("a quote is not closed: a field may not go on in the next line".to_owned());
        let fields = fields(text).ok_or_else(unclosed)?;
        if fields.len() != columns.len() {
            return Err(wrong(format!("{} fields, where the first line has {}", fields.len(), columns.len())));
        }
        row(&columns, &fields, common).and_then(|said| said.device("").map_err(|why| why.to_string())).map_err(wrong)
    };
    lines.map(device).collect()
}

/// What a line of a table says.
fn row<'a>(columns: &[String], fields: &'a [String], common: &[AltName]) -> Result<Said<'a>, String> {
    let mut said = Said { names: common.to_vec(), ..Said::default() };
    for (column, field) in columns.iter().zip(fields).filter(|(_, field)| !field.trim().is_empty()) {
        let field = field.trim();
        match column.as_str() {
            "name" => said.name = Some(field),
            "serial-number" => said.serial_number = Some(field),
            "eui64" => said.eui64 = Some(field),
            "stem" => said.stem = Some(field),
            "dns" => said.names.push(AltName::dns(field)?),
            "ip" => said.names.push(AltName::ip(field)?),
            "email" => said.names.push(AltName::mail(field)?),
            _ => said.names.push(AltName::uri(field)?),
        }
    }
    if said.eui64.is_some() && said.serial_number.is_some() {
        return Err("an EUI-64 is a serial number: give one of them".to_owned());
    }
    Ok(said)
}

/// The fields of a line; two quotes within quotes are one (RFC 4180). None if a quote is not closed.
fn fields(line: &str) -> Option<Vec<String>> {
    let (mut fields, mut field, mut quoted) = (Vec::new(), String::new(), false);
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(std::mem::take(&mut field)),
            other => field.push(other),
        }
    }
    fields.push(field);
    (!quoted).then_some(fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use motetls::pki::dn::DistinguishedName;

    #[test]
    fn tables_are_read() {
        assert_eq!(fields("a,\"b,\"\"c\"\"\",,").unwrap(), ["a", "b,\"c\"", "", ""]);
        assert_eq!(fields("a,\"b"), None);
        assert_eq!(table("it", "\u{feff}name\na\n", &[]).unwrap().len(), 1);
        let text = "Name,eui64,uri\nmote 1,0024befffe804ff1,\r\n\n\"CN=x,O=Motes\",,urn:dev:x\n";
        let devices = table("it", text, &[]).unwrap();
        let subjects: Vec<String> =
            devices.iter().map(|device| DistinguishedName { der: &device.subject }.to_string()).collect();
        assert_eq!(subjects, ["serialNumber=00-24-BE-FF-FE-80-4F-F1,CN=mote 1", "CN=x,O=Motes"]);
        assert_eq!(devices[0].stem, "mote-1");
        assert_eq!((devices[1].stem.as_str(), devices[1].names.len()), ("x", 1));
        for (text, says) in [
            ("color\nred", "color is none of"),
            ("name,dns\na", "line 2: 1 fields"),
            ("name,name\na,b", "the column name twice"),
            ("name\n\"a\nb\"", "line 2: a quote is not closed"),
            ("name,dns\na,b c", "line 2: not a DNS name"),
            ("eui64\n0024", "line 2: 0024 is no EUI-64"),
            ("eui64,serial-number\n0024befffe804ff1,7", "line 2: an EUI-64 is a serial number"),
        ] {
            assert!(table("it", text, &[]).unwrap_err().sentence.contains(says), "{text}");
        }
    }

    #[test]
    fn what_is_special_in_names_is_escaped() {
        let said = Said { name: Some("CN=x,O=Motes"), serial_number: Some("a,b=#"), ..Said::default() };
        let device = said.device("").unwrap();
        assert_eq!(DistinguishedName { der: &device.subject }.to_string(), r"serialNumber=a\,b=#,CN=x,O=Motes");
    }
}
