// Russian words for refusals about how people prove who they are, and what they show of themselves.
import type { accountRefusals as English } from '../en-accounts';

export const accountRefusals: typeof English = {
  signed_out: 'Войдите ещё раз.',
  wrong_credentials: 'Неверная эл. почта или пароль.',
  weak_password: 'Придумайте пароль от 12 до 128 знаков, который трудно угадать.',
  no_such_reset: 'Ссылка уже использована или устарела. Попросите новую.',
  no_such_session: 'Этот сеанс уже завершён.',
  proof_needed: 'Введите пароль ещё раз: для этого действия нужно подтвердить, что это вы.',
  wrong_code: 'Код не подходит. Дождитесь следующего.',
  second_factor_missing: 'Тем, кто управляет системой, нужен второй фактор. Сначала настройте его.',
  no_second_factor: 'Второй фактор не настроен.',
  second_factor_on: 'Второй фактор уже включён. Сначала выключите его.',
  second_factor_required: 'Здесь требуется второй фактор.',
  too_many_tries: 'Слишком много неверных попыток. Подождите немного.',
  bad_picture: 'Выберите картинку PNG, JPEG или WebP.',
  no_such_picture: 'Такой картинки нет.',
};
