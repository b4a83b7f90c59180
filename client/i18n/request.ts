import { getRequestConfig } from 'next-intl/server';
import { cookies, headers } from 'next/headers';
import bn from '../messages/bn.json';
import en from '../messages/en.json';
import { languageCookie, pickLanguage } from './languages.ts';

const messages = { en, bn };

export default getRequestConfig(async () => {
  const locale = pickLanguage((await cookies()).get(languageCookie)?.value, (await headers()).get('accept-language'));
  return { locale, messages: messages[locale], timeZone: 'Asia/Dhaka' };
});
