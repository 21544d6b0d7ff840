// Ukrainian words for refusals about how people prove who they are, and what they show of themselves.
import type { accountRefusals as English } from '../en-accounts';

export const accountRefusals: typeof English = {
  signed_out: 'Увійдіть ще раз.',
  wrong_credentials: 'Неправильна ел. пошта або пароль.',
  weak_password: 'Придумайте пароль від 12 до 128 знаків, який важко вгадати.',
  no_such_reset: 'Посилання вже використане або застаріло. Попросіть нове.',
  no_such_session: 'Цей сеанс уже завершено.',
  proof_needed: 'Введіть пароль ще раз: для цієї дії треба підтвердити, що це ви.',
  wrong_code: 'Код не підходить. Дочекайтеся наступного.',
  second_factor_missing: 'Тим, хто керує системою, потрібен другий фактор. Спершу налаштуйте його.',
  no_second_factor: 'Другий фактор не налаштовано.',
  second_factor_on: 'Другий фактор уже ввімкнено. Спершу вимкніть його.',
  second_factor_required: 'Тут потрібен другий фактор.',
  too_many_tries: 'Забагато невдалих спроб. Зачекайте трохи.',
  bad_picture: 'Виберіть зображення PNG, JPEG або WebP.',
  no_such_picture: 'Такого зображення немає.',
};
