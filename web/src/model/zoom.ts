// How a picture lies on its stage: how large, turned how far, and moved where to. All in px, from the stage's middle.

export interface Box {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Look extends Point {
  /** 1: all of it fits. */
  readonly scale: number;
  /** To the right, by a quarter each. It only grows, so that the turn is shown in the direction it goes. */
  readonly quarters: number;
}

export const SCALE_MAX = 5;
export const WHOLE: Look = { scale: 1, x: 0, y: 0, quarters: 0 };

const isLying = ({ quarters }: Look) => quarters % 2 === 1;

/** The size of the picture, before it is turned, at which all of it fits; small ones stay as they are. */
export function fitted(picture: Box, stage: Box, look: Look): Box {
  const { width, height } = isLying(look) ? { width: picture.height, height: picture.width } : picture;
  const scale = Math.min(1, stage.width / width, stage.height / height);
  return { width: picture.width * scale, height: picture.height * scale };
}

/** Larger by `factor`, while what lies at `at` stays there. */
export function zoomed(look: Look, factor: number, at: Point = { x: 0, y: 0 }): Look {
  const scale = Math.min(SCALE_MAX, Math.max(1, look.scale * factor));
  const by = scale / look.scale;
  return { ...look, scale, x: at.x - (at.x - look.x) * by, y: at.y - (at.y - look.y) * by };
}

export function moved(look: Look, x: number, y: number): Look {
  return { ...look, x: look.x + x, y: look.y + y };
}

export function turned(look: Look): Look {
  return { ...WHOLE, quarters: look.quarters + 1 };
}

/** No further than its edges: where a picture is narrower than the stage, it stays in the middle. */
export function held(look: Look, fit: Box, stage: Box): Look {
  const { width, height } = isLying(look) ? { width: fit.height, height: fit.width } : fit;
  const room = (size: number, of: number) => Math.max(0, (size * look.scale - of) / 2);
  const within = (value: number, most: number) => Math.min(most, Math.max(-most, value));
  return {
    ...look,
    x: within(look.x, room(width, stage.width)),
    y: within(look.y, room(height, stage.height)),
  };
}
