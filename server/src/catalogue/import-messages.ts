import type { Locale } from '@zakpos/contracts';
import type { CsvFaultReason } from './csv/csv-fault.ts';

/** Why one cell of a row cannot be taken over. `#` stands for the argument. */
export const rowReasons = {
  cells: ['The row has # cells, the header another number.', 'সারিতে # টি ঘর, শিরোনামের সংখ্যার সাথে মেলে না।'],
  required: ['This must not be empty.', 'এটি খালি রাখা যাবে না।'],
  too_long: ['This is longer than # characters.', 'এটি # অক্ষরের চেয়ে বড়।'],
  characters: ['This has line breaks or control characters.', 'এতে নতুন লাইন বা নিয়ন্ত্রণ অক্ষর আছে।'],
  price_unreadable: ['This is not a price in taka.', 'এটি টাকায় লেখা দাম নয়।'],
  price_decimals: ['A price has at most two decimals.', 'দামে সর্বোচ্চ দুই দশমিক ঘর থাকে।'],
  price_range: ['This price is out of range.', 'দামটি সীমার বাইরে।'],
  barcode_check_digit: ['The check digit of this barcode is wrong.', 'বারকোডের শেষ অঙ্কটি মেলে না।'],
  barcode_unreadable: ['This is not a barcode.', 'এটি বারকোড নয়।'],
  barcode_count: ['A product has at most # barcodes.', 'একটি পণ্যের সর্বোচ্চ # টি বারকোড থাকে।'],
  unit_unknown: ['There is no unit with this code.', 'এই কোডের কোনো একক নেই।'],
  tax_class_unknown: ['There is no tax class with this code.', 'এই কোডের কোনো কর শ্রেণি নেই।'],
  flag_unreadable: ['Write true or false.', 'true বা false লিখুন।'],
  sku_repeated: ['This SKU stands in line # already.', 'এই SKU আগেই # নম্বর লাইনে আছে।'],
  barcode_repeated: ['This barcode stands in line # already.', 'এই বারকোড আগেই # নম্বর লাইনে আছে।'],
  barcode_taken: ['This barcode belongs to SKU #.', 'এই বারকোড # SKU-র।'],
  unit_fixed: ['The unit of a product that exists cannot change; it is #.', 'বিদ্যমান পণ্যের একক বদলানো যায় না; সেটি #।'],
  product_differs: ['Line # says otherwise of the same product.', 'একই পণ্যের জন্য # নম্বর লাইনে অন্য কথা আছে।'],
} as const;
export type RowReason = keyof typeof rowReasons;

const fileReasons: Record<CsvFaultReason, readonly [en: string, bn: string]> = {
  empty: ['The file is empty.', 'ফাইলটি খালি।'],
  utf16: ['The file is in UTF-16. Save it as “CSV UTF-8”.', 'ফাইলটি UTF-16-এ। “CSV UTF-8” হিসেবে সংরক্ষণ করুন।'],
  not_utf8: ['This is not UTF-8 text. Save the file as “CSV UTF-8”.', 'এটি UTF-8 লেখা নয়। ফাইলটি “CSV UTF-8” হিসেবে সংরক্ষণ করুন।'],
  nul: ['There is a NUL byte: this is no text file, or not in UTF-8.', 'এখানে NUL বাইট আছে: এটি লেখা নয়, বা UTF-8-এ নয়।'],
  quote_not_closed: ['A quotation mark that opens here is never closed.', 'এখানে খোলা উদ্ধৃতি চিহ্ন আর বন্ধ হয়নি।'],
  quote_in_value: [
    'A quotation mark stands inside a value. Put the whole value in quotation marks and double those inside.',
    'মানের ভেতরে উদ্ধৃতি চিহ্ন আছে। পুরো মানটি উদ্ধৃতি চিহ্নে দিন এবং ভেতরেরগুলো দুবার লিখুন।',
  ],
  text_after_quote: ['Text follows a closing quotation mark.', 'বন্ধ উদ্ধৃতি চিহ্নের পরে লেখা আছে।'],
  record_too_long: ['A row is longer than # characters.', 'একটি সারি # অক্ষরের চেয়ে বড়।'],
  column_missing: ['The column “#” is missing.', '“#” কলামটি নেই।'],
  column_twice: ['The column “#” stands twice.', '“#” কলামটি দুবার আছে।'],
  incomplete: ['The file did not arrive as a whole.', 'ফাইলটি পুরোপুরি আসেনি।'],
};

const filled = ([en, bn]: readonly [string, string], locale: Locale, argument: string): string =>
  (locale === 'bn' ? bn : en).replace('#', () => argument);

export const rowReason = (reason: RowReason, locale: Locale, argument = ''): string =>
  filled(rowReasons[reason], locale, argument);
export const fileReason = (reason: CsvFaultReason, locale: Locale, argument = ''): string =>
  filled(fileReasons[reason], locale, argument);
