// Sounds made on the spot.

const SAMPLES_PER_S = 8000;

/** A tone that swells and fades, so many seconds long. */
export function wav(seconds: number): Buffer {
  const count = Math.round(seconds * SAMPLES_PER_S);
  const sound = Buffer.alloc(44 + count * 2);
  sound.write('RIFF', 0, 'latin1');
  sound.writeUInt32LE(36 + count * 2, 4);
  sound.write('WAVEfmt ', 8, 'latin1');
  sound.writeUInt32LE(16, 16);
  sound.writeUInt16LE(1, 20);
  sound.writeUInt16LE(1, 22);
  sound.writeUInt32LE(SAMPLES_PER_S, 24);
  sound.writeUInt32LE(SAMPLES_PER_S * 2, 28);
  sound.writeUInt16LE(2, 32);
  sound.writeUInt16LE(16, 34);
  sound.write('data', 36, 'latin1');
  sound.writeUInt32LE(count * 2, 40);
  for (let at = 0; at < count; at++) {
    const loud = Math.abs(Math.sin((at / count) * Math.PI * 3)) * 0.8;
    sound.writeInt16LE(
      Math.round(Math.sin((at / SAMPLES_PER_S) * 440 * 2 * Math.PI) * loud * 32767),
      44 + at * 2,
    );
  }
  return sound;
}
