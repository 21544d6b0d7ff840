// Russian words about a row of the list.
import type { rowWords as English } from '../en-row';

export const rowWords: typeof English = {
  row: {
    accepted: 'Отправлено',
    failed: { refused: 'Не доставлено', uncertain: 'Возможно, не доставлено' },
    waits: (minutes) => `Ждёт ответа ${stretch(minutes)}`,
    wait: stretch,
  },
};

/** Minutes, then hours, then days, as short as a row is. */
function stretch(minutes: number): string {
  if (minutes < 60) return `${minutes} мин`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} ч` : `${Math.floor(minutes / (24 * 60))} д`;
}
