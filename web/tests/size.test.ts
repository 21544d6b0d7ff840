// What a browser loads before the desk is usable stays small, and so does what it loads later; measured on the built
// client, where there is one.
import { describe, expect, it } from 'vitest';
import { CHUNK_BYTES, isBuilt, SCRIPT_BYTES, STYLE_BYTES, weights } from './weight';

describe.skipIf(!isBuilt())('the built client', () => {
  it('is light', () => {
    const { script, style } = weights();
    // The desk itself is among them, or this weighs nothing but the door.
    expect(script).toBeGreaterThan(50_000);
    expect(script).toBeLessThan(SCRIPT_BYTES.limit);
    expect(style).toBeLessThan(STYLE_BYTES.limit);
  });

  it('loads the rest in small pieces', () => {
    const { chunk } = weights();
    expect(chunk).toBeGreaterThan(100);
    expect(chunk).toBeLessThan(CHUNK_BYTES.limit);
  });
});
