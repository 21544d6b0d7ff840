// What may be done with a message, and for how long: the same as the server decides.
import { describe, expect, it } from 'vitest';
import { abilities, timeLeft } from '../src/model/revise';
import type { Capabilities, Delivery, Message } from '../src/proto';

const HOUR_MS = 3_600_000;
const SENT = 1_795_348_800_000;
const CAN: Capabilities = {
  text_code_points_max: 4096,
  caption_code_points_max: 0,
  files: [],
  files_max: 0,
  has_places: false,
  has_contacts: false,
  has_read_marks: true,
  has_replies: false,
  has_caption_edits: false,
  safe_repeat_s: 0,
  names_by_call: false,
  has_pictures: false,
  typing_s: 0,
  edit: {},
  delete_own: { for_s: 48 * 3600 },
  delete_theirs: { for_s: 48 * 3600, not_before_s: { dice: 24 * 3600 } },
};

function message(change: Partial<Message>): Message {
  return {
    id: 'ch:1:5',
    chat: 'chat',
    version: 1,
    at: SENT,
    origin: { from: 'contact' },
    content: { type: 'text', text: 'hello' },
    ...change,
  };
}

function answer(delivery: Delivery, change: Partial<Message> = {}): Message {
  return message({ origin: { from: 'operator', by: 'anna', intent: 'i', delivery }, ...change });
}

const accepted: Delivery = { state: 'accepted', parts: ['5'], at: SENT };
const at = (hours: number) => SENT + hours * HOUR_MS;

describe('what may be done with a message', () => {
  it('ends with the messenger’s time', () => {
    expect(abilities(answer(accepted), CAN, at(47))).toEqual({
      edit: { is: 'open', closes: null },
      delete: { is: 'open', closes: at(48) },
    });
    expect(abilities(answer(accepted), CAN, at(48))?.delete).toEqual({ is: 'late', hours: 48 });
    expect(timeLeft(at(48), at(46.5))).toEqual({ hours: 1, minutes: 30 });
  });

  it('begins late for some kinds', () => {
    const dice = message({ content: { type: 'unsupported', kind: 'dice' } });
    expect(abilities(dice, CAN, at(1))?.delete).toEqual({ is: 'early', hours: 24 });
    expect(abilities(dice, CAN, at(25))?.delete).toEqual({ is: 'open', closes: at(48) });
  });

  it('is nothing where the messenger offers nothing, or nothing can be named', () => {
    const less: Capabilities = { ...CAN };
    delete less.delete_theirs;
    expect(abilities(message({}), less, at(1))).toBeNull();
    expect(abilities(answer({ state: 'uncertain', at: SENT }), CAN, at(1))).toBeNull();
    expect(abilities(answer(accepted, { deleted: { by: 'anna', at: SENT } }), CAN, at(1))).toBeNull();
    expect(abilities(message({ origin: { from: 'desk' } }), CAN, at(1))).toBeNull();
    const progress = { is: 'waiting', not_before: SENT, attempts: 0 } as const;
    const revision = { wish: { to: 'delete' }, by: 'anna', at: SENT, progress } as const;
    expect(abilities(answer(accepted, { revision }), CAN, at(1))).toBeNull();
  });

  it('is possible at once for what never left', () => {
    const queued = answer({ state: 'queued', not_before: SENT, attempts: 0 });
    expect(abilities(queued, CAN, at(99))?.delete).toEqual({ is: 'open', closes: null });
    const reason = { kind: 'blocked', code: '403', text: '' } as const;
    const refused = answer({ state: 'refused', reason, at: SENT });
    expect(abilities(refused, CAN, at(99))).toEqual({
      edit: { is: 'never' },
      delete: { is: 'open', closes: null },
    });
  });
});
