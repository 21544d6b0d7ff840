// Places and numbers that contacts share.
import { describe, expect, it } from 'vitest';
import { mapHref, pairOf, placeAt, placeWords, telHref } from '../src/model/content';

describe('what contacts share', () => {
  const place = { latitude_e6: 52_520_008, longitude_e6: -13_404_954 };

  it('leads to a map', () => {
    expect(placeWords(place)).toBe('52.52001, -13.40495');
    expect(mapHref(place)).toBe(
      'https://www.openstreetmap.org/?mlat=52.520008&mlon=-13.404954#map=16/52.520008/-13.404954',
    );
  });

  it('is called only if it is a number', () => {
    expect(telHref('+49 (30) 12-34')).toBe('tel:+49301234');
    for (const odd of ['', '12', 'javascript:alert(1)', '+49;ext=1', '1'.repeat(16)])
      expect(telHref(odd)).toBeUndefined();
  });
});

describe('a place that is typed', () => {
  it('is read with a point or a comma, on the earth alone', () => {
    expect(placeAt('52,52001', ' 13.40495')).toEqual({ latitude_e6: 52_520_010, longitude_e6: 13_404_950 });
    expect(placeAt('-90', '+180')).toEqual({ latitude_e6: -90_000_000, longitude_e6: 180_000_000 });
    for (const [latitude, longitude] of [
      ['90.1', '0'],
      ['0', '180.5'],
      ['', '0'],
      ['1e2', '0'],
      ['52.52, 13.40', '0'],
    ] as const)
      expect(placeAt(latitude, longitude)).toBeNull();
  });

  it('may be pasted as maps write it', () => {
    expect(pairOf('52.52001, 13.40495')).toEqual(['52.52001', '13.40495']);
    expect(pairOf(' -33.86 151.2 ')).toEqual(['-33.86', '151.2']);
    expect(pairOf('52.52001')).toBeNull();
    expect(pairOf('call 52.5, 13.4')).toBeNull();
  });
});
