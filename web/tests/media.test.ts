// Pictures: which a talk has, how they lie on a stage, and how much room they take before they are here.
import { describe, expect, it } from 'vitest';
import { boxOf, heightOf, learnBox } from '../src/model/boxes';
import { galleryOf } from '../src/model/gallery';
import { fitted, held, moved, SCALE_MAX, turned, WHOLE, zoomed } from '../src/model/zoom';
import type { File, FileKind, Message } from '../src/proto';
import { message } from './build';

function file(kind: FileKind, shown: string | undefined, more: Partial<File> = {}): File {
  return { number: 1, kind, state: { is: 'ready', ...(shown ? { shown } : {}) }, ...more };
}

function media(version: number, files: File[], change: Partial<Message> = {}): Message {
  return message(version, { content: { type: 'media', media: { files } }, ...change });
}

describe('the gallery of a talk', () => {
  it('has its pictures and films in order, and nothing else', () => {
    const messages = [
      message(1),
      media(2, [file('photo', 'image/png'), file('video', 'video/mp4', { number: 2 })]),
      media(3, [file('sticker', 'image/webp')]),
      media(4, [file('voice', 'audio/ogg')]),
      media(5, [{ ...file('photo', undefined), state: { is: 'pending' } }]),
      media(6, [file('photo', 'image/png')], { deleted: { at: 1, by: 'x', delivery: 'accepted' } as never }),
      media(7, [file('document', 'image/jpeg')]),
    ];
    expect(galleryOf(messages).map(({ key }) => key.slice(-3))).toEqual(['2 1', '2 2', '7 1']);
  });
});

describe('a picture on its stage', () => {
  const picture = { width: 800, height: 400 };
  const stage = { width: 400, height: 400 };

  it('fits as a whole, turned too, and is not made larger than it is', () => {
    expect(fitted(picture, stage, WHOLE)).toEqual({ width: 400, height: 200 });
    expect(fitted({ width: 400, height: 800 }, stage, turned(WHOLE))).toEqual({ width: 200, height: 400 });
    expect(fitted({ width: 20, height: 10 }, stage, WHOLE)).toEqual({ width: 20, height: 10 });
  });

  it('keeps what is under the pointer there, up to five times', () => {
    const at = { x: 100, y: -50 };
    const before = { ...WHOLE, x: 10, y: 20, scale: 1.5 };
    const after = zoomed(before, 2, at);
    // The same spot of the picture, before and after.
    expect((at.x - after.x) / after.scale).toBeCloseTo((at.x - before.x) / before.scale);
    expect((at.y - after.y) / after.scale).toBeCloseTo((at.y - before.y) / before.scale);
    expect(zoomed(WHOLE, 100).scale).toBe(SCALE_MAX);
    expect(zoomed(WHOLE, 0.01).scale).toBe(1);
  });

  it('cannot be moved off', () => {
    const fit = fitted(picture, stage, WHOLE);
    expect(held(moved(WHOLE, 50, 50), fit, stage)).toMatchObject({ x: 0, y: 0 });
    const large = held(moved(zoomed(WHOLE, 3), 5000, -5000), fit, stage);
    expect(large).toMatchObject({ x: (400 * 3 - 400) / 2, y: -(200 * 3 - 400) / 2 });
  });
});

describe('the room of a picture', () => {
  it('is known from what its sender tells, else from when it was last here', () => {
    const told = media(1, [file('photo', 'image/png', { width: 1600, height: 1200 })]);
    expect(boxOf(told, file('photo', 'image/png', { width: 1600, height: 1200 }))).toEqual({
      width: 420,
      height: 315,
    });
    const own = media(2, [file('photo', 'image/png')]);
    const [its] = own.content.type === 'media' ? own.content.media.files : [];
    if (!its) throw new Error('no file');
    expect(boxOf(own, its)).toBeNull();
    learnBox(own, its, { width: 100, height: 640 });
    expect(boxOf(own, its)).toEqual({ width: 50, height: 320 });
    expect(heightOf(own, [its])).toBeGreaterThan(320);
  });

  it('counts tiles by two', () => {
    const pictures = [1, 2, 3].map((number) => file('photo', 'image/png', { number }));
    const whole = heightOf(media(1, pictures), pictures);
    expect(whole - heightOf(media(1, pictures), pictures.slice(0, 2))).toBe(210);
  });
});
