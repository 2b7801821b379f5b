//! What a server says once the connection is open, as an input tells it to, and what it makes of
//! the client's answers.

use motetls_pki::Algorithms;
use motetls_tls::Profile;

use crate::input::Input;
use crate::schedule::Half;

/// The conversation.
#[derive(Clone, Debug)]
pub struct Talk<'a> {
    script: Input<'a>,
    /// The client's record_size_limit: what it takes.
    pub limit: Option<usize>,
    /// Ours, if announced.
    pub own_limit: Option<usize>,
    /// Application data sent and heard.
    pub sent: Vec<u8>,
    /// Application data heard.
    pub heard: Vec<u8>,
    /// Something was sent that the client must not take.
    pub offended: bool,
    /// Something was sent that the client need not take.
    pub doubtful: bool,
    /// KeyUpdates that asked for one in return.
    pub asked: usize,
    /// KeyUpdates of the client.
    pub updates: usize,
    /// Whether close_notify was sent.
    pub closed: bool,
}

impl<'a> Talk<'a> {
    /// A conversation that follows `script`.
    #[must_use]
    pub const fn new(script: Input<'a>) -> Self {
        Talk {
            script,
            limit: None,
            own_limit: None,
            sent: Vec::new(),
            heard: Vec::new(),
            offended: false,
            doubtful: false,
            asked: 0,
            updates: 0,
            closed: false,
        }
    }

    /// Takes in a record of the client; whether it changed its keys.
    pub fn record(&mut self, content: u8, text: &[u8]) -> bool {
        let limit = self.own_limit.unwrap_or((1 << 14) + 1);
        assert!(text.len() < limit, "a record longer than we take");
        match (content, text) {
            (23, data) => self.heard.extend(data),
            (22, [24, 0, 0, 1, request @ (0 | 1)]) => {
                self.updates += 1;
                // A client that asks is answered; nothing depends on when.
                let _ = request;
                return true;
            }
            (content, text) => panic!("a record of type {content} with {text:?}"),
        }
        false
    }

    /// Says the next thing; nothing when the script has ended.
    pub fn speak<P: Profile + Algorithms>(&mut self, write: &mut Half, wire: &mut Vec<u8>) {
        if self.script.is_empty() {
            return;
        }
        let limit = self.limit.unwrap_or((1 << 14) + 1) - 1;
        let verb = self.script.u8() % 16;
        let mut say =
            |content, bytes: &[u8], padding| wire.extend(write.seal::<P>(content, bytes, padding));
        match verb {
            0 => {
                self.closed = true;
                say(21, &[1, 0], 0);
            }
            1..=5 => {
                let n = self.script.between(0, 600).min(limit);
                let data: Vec<u8> = (self.sent.len()..).take(n).map(|place| place as u8).collect();
                let padding = self.script.below(64).min(limit - n);
                say(23, &data, padding);
                self.sent.extend(data);
            }
            6 | 7 => {
                let request = verb == 7;
                self.asked += usize::from(request);
                let message = [24, 0, 0, 1, u8::from(request)];
                let (first, second) = message.split_at(self.script.below(message.len()));
                if !first.is_empty() {
                    say(22, first, 0);
                }
                say(22, second, 0);
                *write = write.next::<P>();
            }
            8 | 9 => {
                let length = self.script.between(0, 2000);
                let [_, high, mid, low] = u32::try_from(length).expect("short").to_be_bytes();
                let mut ticket = vec![4, high, mid, low];
                ticket.resize(4 + length, 7);
                for piece in ticket.chunks((1 + self.script.below(256)).min(limit)) {
                    say(22, piece, 0);
                }
            }
            10 => say(21, &[1, 90], self.script.below(8)),
            11 => {
                self.offended = true;
                let content = self.script.u8();
                match content {
                    21 | 22 => say(content, &[], 1),
                    // A message under way and something else in between.
                    23 => {
                        say(22, &[4, 0, 0, 2, 0], 0);
                        say(23, &[], 0);
                    }
                    0 => say(0, &[], 9),
                    _ => say(content, &[1], 0),
                }
            }
            12 => {
                self.offended = true;
                say(21, &[2, self.script.u8().max(1)], 0);
                self.offended = wire[wire.len() - write.tag_len() - 2] != 90;
            }
            13 => {
                self.doubtful = true;
                let n = self.script.below(40);
                let bytes = self.script.take(n);
                say(22, bytes, 0);
            }
            14 => {
                self.offended = true;
                let bytes = [self.script.u8(), 3, 3, 0, 1, 1];
                wire.extend(bytes);
            }
            _ => {
                self.doubtful = true;
                let n = self.script.between(0, 4096);
                say(23, &vec![0x55; n], 0);
                self.sent.extend(vec![0x55; n]);
            }
        }
    }
}
