// A picture of oneself, cut and made small in the browser: what is uploaded is no larger than what is shown.
import type { PictureType, SetAvatar } from '../proto';

/** Sharp at the largest size it is shown in, on dense screens. */
export const SIDE_PX = 256;

/** The server takes no larger one. `domain::picture::PICTURE_BYTES_MAX` */
export const BYTES_MAX = 64 * 1024;

/** Tried one after the other until the picture is small enough. */
const QUALITIES = [0.9, 0.75, 0.5, 0.3];

const TYPES: readonly PictureType[] = ['image/webp', 'image/jpeg'];

/** The square in the middle. */
export function middle(width: number, height: number): { x: number; y: number; side: number } {
  const side = Math.min(width, height);
  return { x: Math.floor((width - side) / 2), y: Math.floor((height - side) / 2), side };
}

/** What to upload of a file somebody chose; null: this is no picture the browser can read. */
export async function toAvatar(file: Blob): Promise<SetAvatar | null> {
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (!bitmap) return null;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIDE_PX;
  const pen = canvas.getContext('2d');
  const { x, y, side } = middle(bitmap.width, bitmap.height);
  pen?.drawImage(bitmap, x, y, side, side, 0, 0, SIDE_PX, SIDE_PX);
  bitmap.close();
  for (const quality of QUALITIES) {
    for (const media_type of TYPES) {
      const made = await encode(canvas, media_type, quality);
      // A browser that cannot make a kind of picture makes another one instead, and says so.
      if (made?.type === media_type && made.size <= BYTES_MAX)
        return { media_type, base64: await base64Of(made) };
    }
  }
  return null;
}

function encode(canvas: HTMLCanvasElement, type: string, quality: number): Promise<Blob | null> {
  return new Promise((resolve) => canvas.toBlob(resolve, type, quality));
}

async function base64Of(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
