import type { Sound } from './till-store.ts';

interface Tone {
  hertz: number;
  ms: number;
  pauseMs: number;
}

const tones: Record<Sound, Tone[]> = {
  error: [
    { hertz: 220, ms: 120, pauseMs: 60 },
    { hertz: 220, ms: 120, pauseMs: 0 },
  ],
  stored: [
    { hertz: 660, ms: 70, pauseMs: 0 },
    { hertz: 880, ms: 90, pauseMs: 0 },
  ],
};
const vibrations: Record<Sound, number | number[]> = { error: [80, 60, 80], stored: 30 };

let context: AudioContext | undefined;

/** Sounds and vibrates. A browser that has not been touched yet stays silent. */
export const sound = (name: Sound): void => {
  if ('vibrate' in navigator) navigator.vibrate(vibrations[name]);
  context ??= new AudioContext();
  if (context.state === 'suspended') void context.resume();
  let atSeconds = context.currentTime;
  for (const { hertz, ms, pauseMs } of tones[name]) {
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.frequency.value = hertz;
    gain.gain.value = 0.15;
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(atSeconds);
    oscillator.stop(atSeconds + ms / 1000);
    atSeconds += (ms + pauseMs) / 1000;
  }
};
