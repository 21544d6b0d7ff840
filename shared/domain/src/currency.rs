//! Currencies and how many digits their smaller unit has.
//!
//! Amounts are whole numbers of the smaller unit: 1,248.50 dollars are 124850. How many digits that is, ISO 4217 says;
//! browsers follow another list, which leaves the fillér and the paisa out, so the desk says it with every amount.

/// The codes of ISO 4217 by digits of the smaller unit. Source: the list of iso-codes 4.15, without what was withdrawn before
/// 2025 and with VED, XCG and ZWG, which came since. Metals, funds' units and codes for tests, which have none, are left out.
const CURRENCIES: [(u8, &str); 4] = [
    (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
    (
        2,
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD \
         CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS \
         GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL \
         MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK \
         PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS \
         TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG",
    ),
    (3, "BHD IQD JOD KWD LYD OMR TND"),
    (4, "CLF UYW"),
];

/// How many digits the smaller unit of `currency` has; `None`: this is no currency's code, in capitals as it must be.
#[must_use]
pub fn digits(currency: &str) -> Option<u8> {
    let found = CURRENCIES
        .iter()
        .find(|(_, codes)| codes.split(' ').any(|code| code == currency));
    found.map(|(digits, _)| *digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_currency_is_known_by_its_code_alone() {
        for (code, known) in [
            ("USD", Some(2)),
            ("JPY", Some(0)),
            ("KWD", Some(3)),
            ("HUF", Some(2)),
            ("UAH", Some(2)),
            ("usd", None),
            ("US", None),
            ("", None),
            ("XXX", None),
            ("USD EUR", None),
        ] {
            assert_eq!(digits(code), known, "{code}");
        }
    }

    #[test]
    fn every_code_has_three_capitals_and_stands_once() {
        let codes = CURRENCIES.iter().flat_map(|(_, codes)| codes.split(' '));
        let mut codes: Vec<&str> = codes.collect();
        let is_code = |code: &&str| code.len() == 3 && code.bytes().all(|letter| letter.is_ascii_uppercase());
        assert!(codes.iter().all(is_code), "{codes:?}");
        let all = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all);
    }
}
