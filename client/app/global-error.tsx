'use client';
import './globals.css';

/** Stands in for the whole page, so nothing that could have failed is asked for: both languages, no provider. */
const GlobalError = ({ reset }: { error: Error; reset: () => void }) => (
  <html lang="en">
    <body>
      <main className="grid justify-items-start gap-4 p-4">
        <h1 className="text-title font-semibold">Something went wrong · কিছু ভুল হয়েছে</h1>
        <button type="button" onClick={reset} className="min-h-12 cursor-pointer rounded border border-line px-4 font-semibold">
          Try again · আবার চেষ্টা করুন
        </button>
      </main>
    </body>
  </html>
);

export default GlobalError;
