//! Which devices get certificates: one, a number of them, or those of a table.

use motetls::pki::oid::known::{COMMON_NAME, SERIAL_NUMBER};

use super::arguments::NewDevice;
use super::names::{self, AltName};
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

/// The fields of a device, as the command line or a line of a table gives them.
#[derive(Debug, Default)]
struct DeviceFields<'a> {
    name: Option<&'a str>,
    serial_number: Option<&'a str>,
    eui64: Option<&'a str>,
    stem: Option<&'a str>,
    names: Vec<AltName>,
}

impl DeviceFields<'_> {
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
            (Some(name), Some(number)) => {
                names::subject(&format!("serialNumber={},{name}", escaped(number)))?
            }
            (Some(name), None) => names::subject(name)?,
            (None, Some(number)) => names::attributes(&[(SERIAL_NUMBER, number)])?,
            (None, None) => names::subject("")?,
        };
        let first = self
            .names
            .first()
            .map(|name| name.to_string().split_once(':').map_or("", |(_, rest)| rest).to_owned());
        let called = match &name {
            Some(name) if name.contains('=') => {
                Some(names::common_name(&subject)).filter(|name| !name.is_empty())
            }
            other => other.clone(),
        };
        let stem = self.stem.map(fill).or(called).or(serial_number).or(first).unwrap_or_default();
        Ok(Device { subject, names: self.names, stem: names::stem(&stem) })
    }
}

/// A value of a distinguished name, with what is special in texts escaped.
fn escaped(value: &str) -> String {
    let special = |character: char| ",+\"\\<>;=#".contains(character);
    value
        .chars()
        .flat_map(|character| special(character).then_some('\\').into_iter().chain([character]))
        .collect()
}

/// The devices the options ask for, at least one.
pub(crate) fn of(options: &NewDevice) -> Result<Vec<Device>, Failure> {
    let devices = match (&options.list, options.count) {
        (Some(path), _) => {
            let (name, bytes) = input::bytes(path)?;
            let text = String::from_utf8(bytes).map_err(|_| {
                Failure::local(format!("{name} is no text in UTF-8: save the table as such"))
            })?;
            table(&name, &text, &options.names.all())?
        }
        (None, Some(count)) => numbered(options, count)?,
        (None, None) => {
            vec![of_options(options).device("")?]
        }
    };
    if devices.is_empty() {
        Err(Failure::local("there is no device in the table"))
    } else {
        Ok(devices)
    }
}

fn of_options(options: &NewDevice) -> DeviceFields<'_> {
    DeviceFields {
        name: options.name.as_deref(),
        serial_number: options.serial_number.as_deref(),
        eui64: options.eui64.as_deref(),
        stem: options.output.stem.as_deref(),
        names: options.names.all(),
    }
}

/// Devices that differ in their number, written with as many digits as the last one has.
fn numbered(options: &NewDevice, count: u32) -> Result<Vec<Device>, Failure> {
    let last = options.first.checked_add(count).and_then(|end| end.checked_sub(1));
    let last = last
        .ok_or_else(|| Failure::local("--first and --count lead to numbers that are too large"))?;
    let digits = last.to_string().len();
    (options.first..=last)
        .take(count as usize)
        .map(|number| of_options(options).device(&format!("{number:0digits$}")))
        .collect()
}

/// The devices of a table (RFC 4180, with commas): the first line names the columns.
fn table(name: &str, text: &str, common: &[AltName]) -> Result<Vec<Device>, Failure> {
    // spreadsheets put a mark before UTF-8; the line feed shows a quote that is never closed
    let text = format!("{}\n", text.strip_prefix('\u{feff}').unwrap_or(text));
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let (mut columns, mut devices) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = record.map_err(|error| Failure::local(format!("{name}: {error}")))?;
        if record.len() == 1 && record.iter().all(|field| field.trim().is_empty()) {
            continue; // a line of blanks
        }
        if columns.is_empty() {
            columns = record.iter().map(|column| column.trim().to_ascii_lowercase()).collect();
            known(name, &columns)?;
            continue;
        }
        let line = record.position().map_or(0, csv::Position::line);
        let wrong = |why: String| Failure::local(format!("{name}, line {line}: {why}"));
        devices.push(device(&columns, &record, common).map_err(wrong)?);
    }
    Ok(devices)
}

/// Refuses columns that are not known, and one that is there twice and may not.
fn known(name: &str, columns: &[String]) -> Result<(), Failure> {
    let known = ["name", "serial-number", "eui64", "dns", "ip", "email", "uri", "stem"];
    if let Some(wrong) = columns.iter().find(|column| !known.contains(&column.as_str())) {
        return Err(Failure::local(format!(
            "{name}: the first line names the columns, and {wrong} is none of {}",
            known.join(", ")
        )));
    }
    let repeated = columns.iter().enumerate().find(|(place, column)| {
        !matches!(column.as_str(), "dns" | "ip" | "email" | "uri")
            && columns.iter().skip(place + 1).any(|other| other == *column)
    });
    match repeated {
        Some((_, twice)) => {
            Err(Failure::local(format!("{name}: the first line names the column {twice} twice")))
        }
        None => Ok(()),
    }
}

/// The device of one line.
fn device(
    columns: &[String],
    record: &csv::StringRecord,
    common: &[AltName],
) -> Result<Device, String> {
    if record.iter().any(|field| field.contains(['\n', '\r'])) {
        return Err("a quote is not closed: a field may not go on in the next line".to_owned());
    }
    if record.len() != columns.len() {
        return Err(format!("{} fields, where the first line has {}", record.len(), columns.len()));
    }
    row(columns, record, common)?.device("").map_err(|why| why.to_string())
}

/// What a line of a table says.
fn row<'a>(
    columns: &[String],
    fields: &'a csv::StringRecord,
    common: &[AltName],
) -> Result<DeviceFields<'a>, String> {
    let mut given = DeviceFields { names: common.to_vec(), ..DeviceFields::default() };
    for (column, field) in columns.iter().zip(fields).filter(|(_, field)| !field.trim().is_empty())
    {
        let field = field.trim();
        match column.as_str() {
            "name" => given.name = Some(field),
            "serial-number" => given.serial_number = Some(field),
            "eui64" => given.eui64 = Some(field),
            "stem" => given.stem = Some(field),
            "dns" => given.names.push(AltName::dns(field)?),
            "ip" => given.names.push(AltName::ip(field)?),
            "email" => given.names.push(AltName::mail(field)?),
            _ => given.names.push(AltName::uri(field)?),
        }
    }
    if given.eui64.is_some() && given.serial_number.is_some() {
        return Err("an EUI-64 is a serial number: give one of them".to_owned());
    }
    Ok(given)
}

#[cfg(test)]
mod tests {
    use super::*;
    use motetls::pki::dn::DistinguishedName;

    #[test]
    fn tables_are_read() {
        let quoted = table("it", "name,dns\n\"a \"\"b\"\", c\",\n", &[]).unwrap();
        let subject = DistinguishedName { der: &quoted[0].subject }.to_string();
        assert_eq!(subject, "CN=a \\\"b\\\"\\, c");
        assert_eq!(table("it", "\u{feff}name\na\n", &[]).unwrap().len(), 1);
        let text = "Name,eui64,uri\nmote 1,0024befffe804ff1,\r\n\n\"CN=x,O=Motes\",,urn:dev:x\n";
        let devices = table("it", text, &[]).unwrap();
        let subjects: Vec<String> = devices
            .iter()
            .map(|device| DistinguishedName { der: &device.subject }.to_string())
            .collect();
        assert_eq!(subjects, ["serialNumber=00-24-BE-FF-FE-80-4F-F1,CN=mote 1", "CN=x,O=Motes"]);
        assert_eq!(devices[0].stem, "mote-1");
        assert_eq!((devices[1].stem.as_str(), devices[1].names.len()), ("x", 1));
        for (text, says) in [
            ("color\nred", "color is none of"),
            ("name,dns\na", "line 2: 1 fields"),
            ("name,name\na,b", "the column name twice"),
            ("name\n\"a", "line 2: a quote is not closed"),
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
        let given = DeviceFields {
            name: Some("CN=x,O=Motes"),
            serial_number: Some("a,b=c"),
            ..DeviceFields::default()
        };
        let device = given.device("").unwrap();
        assert_eq!(
            DistinguishedName { der: &device.subject }.to_string(),
            r"serialNumber=a\,b=c,CN=x,O=Motes"
        );
    }
}
