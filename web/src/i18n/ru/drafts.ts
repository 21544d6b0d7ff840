// Russian words about drafts that an operator writes on two devices.
import type { draftWords as English } from '../en-drafts';

export const draftWords: typeof English = {
  drafts: {
    changed: 'Изменено на другом вашем устройстве:',
    emptied: 'Отправлено или удалено на другом вашем устройстве.',
    take: 'Взять этот текст',
    empty: 'Очистить и здесь',
    keep: 'Оставить мой',
  },
};
