// Places and numbers that contacts share.
import { describe, expect, it } from 'vitest';
import { mapHref, placeWords, telHref } from '../src/model/content';

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
