// How much room a picture takes in a bubble, known before it is loaded, so that nothing moves when it comes.
import type { File, Message } from '../proto';
import { isTiled, shownAs } from './files';
import { fileKey } from './gallery';
import type { Box } from './zoom';

const PICTURE: Box = { width: 420, height: 320 };
const STICKER: Box = { width: 144, height: 144 };

/** Taken by a picture nobody told the size of, as our own, until it is here. */
export const UNKNOWN: Box = { width: 240, height: 180 };

/** Of a bubble's words and time, and of a file that is only named. */
const WORDS_PX = 40;
const LINE_PX = 58;
const TILES_PX = 210;

/** Of pictures nobody told the size of: as they were, once they were here. */
const learned = new Map<string, Box>();

/** Null: not known yet. */
export function boxOf(message: Message, file: File): Box | null {
  const { width, height } = file;
  const told = width && height ? { width, height } : learned.get(fileKey(message, file));
  return told ? within(told, file.kind === 'sticker' ? STICKER : PICTURE) : null;
}

export function learnBox(message: Message, file: File, box: Box): void {
  if (box.width > 0 && box.height > 0) learned.set(fileKey(message, file), box);
}

function within({ width, height }: Box, most: Box): Box {
  const scale = Math.min(1, most.width / width, most.height / height);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

/** About how high a bubble with these files is. */
export function heightOf(message: Message, files: readonly File[]): number {
  const isSeen = (file: File) => ['image', 'film'].includes(shownAs(file));
  const tiles = files.length > 1 ? files.filter(isTiled) : [];
  const rows = Math.ceil(tiles.length / 2) * TILES_PX;
  const rest = files.filter((file) => !tiles.includes(file));
  const each = rest.map((file) => (isSeen(file) ? (boxOf(message, file) ?? UNKNOWN).height : LINE_PX));
  return WORDS_PX + rows + each.reduce((sum, height) => sum + height, 0);
}
