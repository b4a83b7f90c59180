import { z } from 'zod';

/** One refusal: its HTTP status, and what it says and advises in both languages. */
interface ProblemText {
  status: number;
  en: readonly [title: string, remedy: string];
  bn: readonly [title: string, remedy: string];
}

const problem = (status: number, en: readonly [string, string], bn: readonly [string, string]): ProblemText => ({
  status,
  en,
  bn,
});

/**
 * The closed list of refusals. A client switches on the code; a person reads the title and the remedy.
 * RFC 9457: `type` is `urn:zakpos:problem:<code>`.
 */
export const problems = {
  // The request itself
  malformed_json: problem(
    400,
    ['The request is not valid JSON.', 'Send a JSON document.'],
    ['অনুরোধটি সঠিক JSON নয়।', 'একটি সঠিক JSON পাঠান।'],
  ),
  invalid_request: problem(
    400,
    ['Some fields are not valid.', 'Correct the fields listed in “errors”.'],
    ['কিছু ঘর সঠিক নয়।', '“errors” তালিকার ঘরগুলো ঠিক করুন।'],
  ),
  unsupported_media_type: problem(
    415,
    ['This kind of content is not accepted here.', 'Use the content type that the documentation names.'],
    ['এই ধরনের বিষয়বস্তু এখানে গ্রহণ করা হয় না।', 'নথিতে লেখা content type ব্যবহার করুন।'],
  ),
  body_too_large: problem(413, ['The request is too large.', 'Send less at once.'], ['অনুরোধটি খুব বড়।', 'একবারে কম পাঠান।']),
  route_not_found: problem(
    404,
    ['There is no such address.', 'Check the path and the method.'],
    ['এমন কোনো ঠিকানা নেই।', 'পথ ও পদ্ধতি দেখে নিন।'],
  ),
  method_not_allowed: problem(
    405,
    ['This method is not allowed here.', 'Use a method that the documentation names.'],
    ['এই পদ্ধতি এখানে চলে না।', 'নথিতে লেখা পদ্ধতি ব্যবহার করুন।'],
  ),
  not_found: problem(
    404,
    ['This was not found.', 'Check the identifier; it may have been removed.'],
    ['এটি পাওয়া যায়নি।', 'পরিচয় নম্বরটি দেখে নিন।'],
  ),
  rate_limited: problem(
    429,
    ['Too many requests.', 'Wait for the time in “Retry-After”.'],
    ['অনেক বেশি অনুরোধ।', '“Retry-After”-এ লেখা সময় অপেক্ষা করুন।'],
  ),
  unavailable: problem(
    503,
    ['The service is not ready.', 'Try again in a moment.'],
    ['সেবা এখন প্রস্তুত নয়।', 'একটু পরে আবার চেষ্টা করুন।'],
  ),
  internal_error: problem(
    500,
    ['Something went wrong on our side.', 'Try again; if it stays, report the trace id.'],
    ['আমাদের দিকে কিছু ভুল হয়েছে।', 'আবার চেষ্টা করুন; না হলে trace id জানান।'],
  ),
  // Idempotency
  idempotency_key_required: problem(
    400,
    [
      'This request needs an Idempotency-Key.',
      'Send the header Idempotency-Key with a fresh UUID, and the same one when you repeat.',
    ],
    ['এই অনুরোধে Idempotency-Key দরকার।', 'নতুন UUID দিয়ে Idempotency-Key পাঠান; পুনরায় পাঠালে একই রাখুন।'],
  ),
  idempotency_key_reused: problem(
    422,
    ['This key was used for another request.', 'Use a fresh Idempotency-Key.'],
    ['এই কী আগে অন্য অনুরোধে ব্যবহৃত হয়েছে।', 'নতুন Idempotency-Key ব্যবহার করুন।'],
  ),
  // Identity
  unauthenticated: problem(
    401,
    ['You are not signed in.', 'Sign in and try again.'],
    ['আপনি সাইন ইন করেননি।', 'সাইন ইন করে আবার চেষ্টা করুন।'],
  ),
  token_expired: problem(
    401,
    ['The access token has expired.', 'Refresh it and try again.'],
    ['প্রবেশ টোকেনের মেয়াদ শেষ।', 'নবায়ন করে আবার চেষ্টা করুন।'],
  ),
  session_revoked: problem(401, ['This session has ended.', 'Sign in again.'], ['এই সেশন শেষ হয়েছে।', 'আবার সাইন ইন করুন।']),
  refresh_token_reused: problem(
    401,
    [
      'This refresh token was used before; the session was ended for safety.',
      'Sign in again, and change the password if that was not you.',
    ],
    ['এই টোকেন আগে ব্যবহৃত; নিরাপত্তার জন্য সেশন বন্ধ করা হয়েছে।', 'আবার সাইন ইন করুন; আপনি না হলে পাসওয়ার্ড বদলান।'],
  ),
  wrong_credentials: problem(
    401,
    ['E-mail, password or PIN is wrong.', 'Check them and try again.'],
    ['ই-মেইল, পাসওয়ার্ড বা পিন ভুল।', 'দেখে আবার চেষ্টা করুন।'],
  ),
  sign_in_locked: problem(
    429,
    ['Too many failed attempts.', 'Wait for the time in “Retry-After”, then try again.'],
    ['অনেকবার ভুল হয়েছে।', '“Retry-After”-এ লেখা সময় পরে চেষ্টা করুন।'],
  ),
  email_taken: problem(
    409,
    ['This e-mail is already in use.', 'Sign in, or use another e-mail.'],
    ['এই ই-মেইল আগে থেকেই আছে।', 'সাইন ইন করুন বা অন্য ই-মেইল দিন।'],
  ),
  weak_password: problem(
    422,
    ['This password is too easy to guess.', 'Use at least 10 characters that are not a common word or your e-mail.'],
    ['পাসওয়ার্ডটি সহজে অনুমানযোগ্য।', 'অন্তত ১০ অক্ষরের, অপ্রচলিত পাসওয়ার্ড দিন।'],
  ),
  permission_denied: problem(
    403,
    ['You are not allowed to do this.', 'Ask an owner or manager for the permission or an approval.'],
    ['আপনার এ কাজের অনুমতি নেই।', 'মালিক বা ম্যানেজারের অনুমতি নিন।'],
  ),
  member_disabled: problem(
    403,
    ['This member is disabled.', 'Ask the owner to enable it.'],
    ['এই সদস্য নিষ্ক্রিয়।', 'মালিককে সক্রিয় করতে বলুন।'],
  ),
  last_owner: problem(
    409,
    ['The last owner cannot be removed or disabled.', 'Make another member owner first.'],
    ['শেষ মালিককে সরানো যায় না।', 'আগে অন্য কাউকে মালিক করুন।'],
  ),
  approval_invalid: problem(
    403,
    ['The approval is missing, used, expired or for another cart version.', 'Ask a manager to approve again.'],
    ['অনুমোদন নেই, ব্যবহৃত বা মেয়াদ শেষ।', 'ম্যানেজারের কাছে আবার অনুমোদন নিন।'],
  ),
  // Catalogue
  barcode_check_digit: problem(
    422,
    ['The check digit of this barcode is wrong.', 'Scan again or type it again.'],
    ['বারকোডের শেষ অঙ্কটি মেলে না।', 'আবার স্ক্যান করুন বা লিখুন।'],
  ),
  barcode_unknown: problem(
    404,
    ['No product has this code.', 'Search by name, or add the product.'],
    ['এই কোডের কোনো পণ্য নেই।', 'নাম দিয়ে খুঁজুন বা পণ্যটি যোগ করুন।'],
  ),
  duplicate: problem(
    409,
    ['This already exists.', 'Use another value in the field that is named.'],
    ['এটি আগে থেকেই আছে।', 'উল্লেখিত ঘরে অন্য মান দিন।'],
  ),
  reference_unknown: problem(
    422,
    ['Something that this refers to does not exist.', 'Check the field that is named.'],
    ['উল্লেখ করা কিছু একটা নেই।', 'উল্লেখিত ঘরটি দেখুন।'],
  ),
  rates_overlap: problem(
    409,
    ['The tax class has a rate for part of this time already.', 'Choose a start after the rates that exist.'],
    ['এই সময়ে করের হার আগে থেকেই আছে।', 'পরের তারিখ থেকে শুরু করুন।'],
  ),
  tax_rate_missing: problem(
    422,
    ['No tax rate is in force for this product today.', 'Add a rate to its tax class.'],
    ['আজ এই পণ্যের কোনো কর হার কার্যকর নেই।', 'কর শ্রেণিতে একটি হার যোগ করুন।'],
  ),
  csv_invalid: problem(
    422,
    ['The file cannot be read as CSV.', 'Correct the line that is named and send the file again.'],
    ['ফাইলটি CSV হিসেবে পড়া যায়নি।', 'উল্লেখিত লাইন ঠিক করে আবার দিন।'],
  ),
  csv_rows_invalid: problem(
    422,
    ['Some rows are faulty, so nothing was imported.', 'Correct the rows that are listed, or import with skipBad=true.'],
    ['কিছু সারি ভুল, তাই কিছুই আনা হয়নি।', 'সারিগুলো ঠিক করুন বা skipBad=true দিন।'],
  ),
  // Carts and sales
  cart_closed: problem(409, ['This cart is closed.', 'Open a new cart.'], ['এই কার্ট বন্ধ।', 'নতুন কার্ট খুলুন।']),
  cart_version_stale: problem(
    409,
    ['The cart has changed since you saw it.', 'Show the cart in “cart” and try again.'],
    ['কার্ট এর মধ্যে বদলেছে।', '“cart”-এর নতুন অবস্থা দেখে আবার চেষ্টা করুন।'],
  ),
  cart_empty: problem(422, ['The cart is empty.', 'Add a line first.'], ['কার্ট খালি।', 'আগে পণ্য যোগ করুন।']),
  total_mismatch: problem(
    409,
    ['The total differs from what the server counts.', 'Show the total in “actualTotalPaisa” and confirm again.'],
    ['সার্ভারের হিসাবের সাথে মোট মেলে না।', '“actualTotalPaisa” দেখিয়ে আবার নিশ্চিত করুন।'],
  ),
  insufficient_stock: problem(
    409,
    ['There is not enough stock.', 'Reduce the quantity or remove the line.'],
    ['যথেষ্ট মজুদ নেই।', 'পরিমাণ কমান বা লাইনটি বাদ দিন।'],
  ),
  session_closed: problem(
    409,
    ['The register is not open.', 'Open it with a float first.'],
    ['রেজিস্টার খোলা নেই।', 'প্রারম্ভিক নগদ দিয়ে খুলুন।'],
  ),
  session_already_open: problem(
    409,
    ['The register is already open.', 'Use the open session.'],
    ['রেজিস্টার আগে থেকেই খোলা।', 'খোলা সেশনটি ব্যবহার করুন।'],
  ),
  session_has_open_carts: problem(
    409,
    ['Carts of this register are still open or held.', 'Check out or abandon them first.'],
    ['এই রেজিস্টারে খোলা কার্ট আছে।', 'আগে সেগুলো শেষ বা বাতিল করুন।'],
  ),
  count_required: problem(409, ['The cash has not been counted.', 'Count it first.'], ['নগদ গোনা হয়নি।', 'আগে নগদ গুনুন।']),
  recount_used: problem(
    409,
    ['This cash was counted twice already.', 'Close with the last count.'],
    ['এই নগদ দুবার গোনা হয়ে গেছে।', 'শেষ গণনা দিয়েই বন্ধ করুন।'],
  ),
  variance_needs_approval: problem(
    409,
    ['The variance is beyond the tolerance.', 'Recount, or give a reason and a manager’s approval.'],
    ['নগদের পার্থক্য সীমার বাইরে।', 'আবার গুনুন, বা কারণ ও ম্যানেজারের অনুমোদন দিন।'],
  ),
  amount_out_of_range: problem(
    422,
    ['An amount is out of range.', 'Use smaller numbers.'],
    ['অঙ্কটি সীমার বাইরে।', 'ছোট সংখ্যা দিন।'],
  ),
  quantity_precision: problem(
    422,
    ['This unit does not take such a fraction.', 'Use a quantity that the unit allows.'],
    ['এই এককে এমন ভগ্নাংশ চলে না।', 'এককের উপযোগী পরিমাণ দিন।'],
  ),
  discount_exceeds_amount: problem(
    422,
    ['The discount is larger than the amount.', 'Use a smaller discount.'],
    ['ছাড় মূল্যের চেয়ে বেশি।', 'কম ছাড় দিন।'],
  ),
  payment_short: problem(
    422,
    ['The tenders do not cover the total.', 'Add a tender.'],
    ['পরিশোধ মোটের চেয়ে কম।', 'আরও পরিশোধ যোগ করুন।'],
  ),
  payment_excess: problem(
    422,
    ['A tender other than cash exceeds the total.', 'Reduce it; change is given from cash only.'],
    ['নগদ ছাড়া পরিশোধ মোটের চেয়ে বেশি।', 'কমান; ফেরত শুধু নগদে দেওয়া হয়।'],
  ),
  payment_reference_required: problem(
    422,
    ['This tender needs its reference.', 'Type the transaction number from the shop’s phone or slip.'],
    ['এই পরিশোধে রেফারেন্স দরকার।', 'দোকানের ফোন বা স্লিপের লেনদেন নম্বর লিখুন।'],
  ),
  payment_reference_used: problem(
    409,
    ['This reference was already used for another sale.', 'Check the transaction; see “invoiceNumber”.'],
    ['এই রেফারেন্স আগে ব্যবহৃত হয়েছে।', 'লেনদেনটি দেখুন; “invoiceNumber” দেখুন।'],
  ),
  // After the sale
  sale_voided: problem(
    409,
    ['This sale was voided.', 'Nothing more can be done with it.'],
    ['এই বিক্রয় বাতিল করা হয়েছে।', 'এটি নিয়ে আর কিছু করা যায় না।'],
  ),
  void_not_possible: problem(
    409,
    ['This sale can no longer be voided.', 'Take the goods back with a return.'],
    ['এই বিক্রয় আর বাতিল করা যায় না।', 'ফেরত হিসেবে নিন।'],
  ),
  return_exceeds_sold: problem(
    409,
    ['More would be returned than was sold.', 'Return at most what is left.'],
    ['বিক্রির চেয়ে বেশি ফেরত হচ্ছে।', 'যতটুকু বাকি ততটুকুই ফেরত দিন।'],
  ),
  refund_mismatch: problem(
    422,
    ['The refunds do not match what the return is worth or what the tender paid.', 'Refund what “refundable” lists.'],
    ['ফেরতের টাকা হিসাবের সাথে মেলে না।', '“refundable” অনুযায়ী ফেরত দিন।'],
  ),
} as const satisfies Record<string, ProblemText>;

export type ProblemCode = keyof typeof problems;
export const problemCodes = Object.keys(problems) as [ProblemCode, ...ProblemCode[]];

/** RFC 9457 problem details. `errors` names each faulty field by its JSON pointer; `details` holds facts by name. */
export const problemDetails = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(problemCodes),
  detail: z.string(),
  instance: z.string().optional(),
  traceId: z.string().optional(),
  errors: z.array(z.strictObject({ pointer: z.string(), message: z.string() })).optional(),
  details: z.record(z.string(), z.unknown()).optional(),
});
export type ProblemDetails = z.infer<typeof problemDetails>;
