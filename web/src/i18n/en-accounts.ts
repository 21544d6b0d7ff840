// Words for refusals about how people prove who they are, and what they show of themselves.

export const accountRefusals = {
  signed_out: 'Please sign in again.',
  wrong_credentials: 'The e-mail or the password is wrong.',
  weak_password: 'Choose a password of 12 to 128 characters that is not easy to guess.',
  no_such_reset: 'This link is used or too old. Ask for a new one.',
  no_such_session: 'This session has ended already.',
  proof_needed: 'Please enter your password again; this needs a fresh proof of who you are.',
  wrong_code: 'This code is not good. Wait for the next one.',
  second_factor_missing: 'Those who manage this desk need a second factor. Set it up first.',
  no_second_factor: 'There is no second factor.',
  second_factor_on: 'There is a second factor already. Switch it off first.',
  second_factor_required: 'This desk asks you for a second factor.',
  too_many_tries: 'Too many wrong tries. Wait a little before the next one.',
  bad_picture: 'Choose a PNG, JPEG or WebP picture.',
  no_such_picture: 'There is no such picture.',
};
