import { Platform, Vibration } from 'react-native';

interface Tone {
  hertz: number;
  lengthMs: number;
  times: number;
}

let context: AudioContext | null = null;

/** A browser plays sound only after it was touched once; before that the tone is lost, and the message on the screen stays. */
const play = ({ hertz, lengthMs, times }: Tone): void => {
  if (Platform.OS !== 'web' || typeof AudioContext === 'undefined') return;
  context ??= new AudioContext();
  for (let i = 0; i < times; i++) {
    const tone = context.createOscillator();
    tone.frequency.value = hertz;
    tone.connect(context.destination);
    const startS = context.currentTime + (i * lengthMs * 2) / 1000;
    tone.start(startS);
    tone.stop(startS + lengthMs / 1000);
  }
};

/** Felt and heard: two low tones, unlike the scanner's own beep. */
export const signalError = (): void => {
  Vibration.vibrate([0, 80, 60, 80]);
  play({ hertz: 220, lengthMs: 120, times: 2 });
};

/** Felt only: scanners beep by themselves. */
export const signalAdded = (): void => {
  Vibration.vibrate(30);
};
