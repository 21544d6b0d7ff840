// What time it is where the contact is: by a time zone on the card, else by the country of the phone where that has one.
import type { Card } from '../proto';

export interface ContactZone {
  /** Its IANA name. */
  readonly zone: string;
  /** Guessed from the number, which may travel. */
  readonly isByPhone: boolean;
}

/** Names under which businesses keep a time zone. */
const NAMES = /^(time[ _-]?zone|tz|часовой[ _]пояс|часовий[ _]пояс)$/i;

/**
 * Countries where it is the same time everywhere, by the code a phone begins with (ITU-T E.164), and their zone (tz
 * database, zone.tab). Countries of several times, as +1, +7, +34, +55, +61 and +86, are left out.
 */
const BY_PHONE: Record<string, string> = {
  '20': 'Africa/Cairo',
  '30': 'Europe/Athens',
  '31': 'Europe/Amsterdam',
  '32': 'Europe/Brussels',
  '33': 'Europe/Paris',
  '36': 'Europe/Budapest',
  '39': 'Europe/Rome',
  '40': 'Europe/Bucharest',
  '41': 'Europe/Zurich',
  '43': 'Europe/Vienna',
  '44': 'Europe/London',
  '45': 'Europe/Copenhagen',
  '46': 'Europe/Stockholm',
  '47': 'Europe/Oslo',
  '48': 'Europe/Warsaw',
  '49': 'Europe/Berlin',
  '65': 'Asia/Singapore',
  '66': 'Asia/Bangkok',
  '81': 'Asia/Tokyo',
  '82': 'Asia/Seoul',
  '84': 'Asia/Ho_Chi_Minh',
  '90': 'Europe/Istanbul',
  '91': 'Asia/Kolkata',
  '353': 'Europe/Dublin',
  '358': 'Europe/Helsinki',
  '359': 'Europe/Sofia',
  '370': 'Europe/Vilnius',
  '371': 'Europe/Riga',
  '372': 'Europe/Tallinn',
  '373': 'Europe/Chisinau',
  '374': 'Asia/Yerevan',
  '375': 'Europe/Minsk',
  '380': 'Europe/Kyiv',
  '381': 'Europe/Belgrade',
  '385': 'Europe/Zagreb',
  '386': 'Europe/Ljubljana',
  '420': 'Europe/Prague',
  '421': 'Europe/Bratislava',
  '966': 'Asia/Riyadh',
  '971': 'Asia/Dubai',
  '972': 'Asia/Jerusalem',
  '992': 'Asia/Dushanbe',
  '993': 'Asia/Ashgabat',
  '994': 'Asia/Baku',
  '995': 'Asia/Tbilisi',
  '996': 'Asia/Bishkek',
  '998': 'Asia/Tashkent',
};

/** Null: nobody can know. */
export function zoneOf({ variables = {}, phones = [] }: Card): ContactZone | null {
  for (const [name, variable] of Object.entries(variables)) {
    if (!NAMES.test(name) || variable?.type !== 'text') continue;
    const zone = variable.value.trim();
    if (isZone(zone)) return { zone, isByPhone: false };
  }
  const digits = phones[0]?.replace(/^\+/, '') ?? '';
  const zone = BY_PHONE[digits.slice(0, 3)] ?? BY_PHONE[digits.slice(0, 2)];
  return zone !== undefined && isZone(zone) ? { zone, isByPhone: true } : null;
}

/** The time of day there, as a clock shows it. */
export function timeIn(zone: string, at: number, locale: string): string {
  const rule = { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat(locale, rule).format(at);
}

/** Offsets as +03:00 are known to some browsers too, but are no names of places. */
function isZone(zone: string): boolean {
  if (!/^[A-Za-z_]+(\/[A-Za-z_+-]+)*$/.test(zone)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}
