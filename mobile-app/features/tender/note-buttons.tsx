import { View } from 'react-native';
import { Button } from '../../components/button.tsx';
import { useLanguage } from '../language/language.tsx';
import { space } from '../theme/tokens.ts';
import { countedNotes, notesPaisa, type Received, withNote } from './received.ts';

interface Props {
  received: Received;
  disabled: boolean;
  onChange: (received: Received) => void;
}

/** A press on a note adds it, a press on a counted one takes one back. */
export function NoteButtons({ received, disabled, onChange }: Props) {
  const { words, count } = useLanguage();
  const counted = countedNotes(received);
  return (
    <View style={{ gap: space.s }}>
      <View style={{ flexDirection: 'row', flexWrap: 'wrap', gap: space.s }}>
        {notesPaisa.map((notePaisa) => (
          <Button
            key={notePaisa}
            size="key"
            label={count(notePaisa / 100)}
            accessibilityLabel={words.addNote(count(notePaisa / 100))}
            disabled={disabled}
            onPress={() => onChange(withNote(received, notePaisa, 1))}
            testID={`note-${notePaisa / 100}`}
          />
        ))}
      </View>
      {counted.length === 0 ? null : (
        <View style={{ flexDirection: 'row', flexWrap: 'wrap', gap: space.s }}>
          {counted.map((note) => {
            const label = `${count(note.notePaisa / 100)}×${count(note.count)}`;
            return (
              <Button
                key={note.notePaisa}
                label={label}
                accessibilityLabel={words.takeNoteBack(label)}
                selected
                disabled={disabled}
                onPress={() => onChange(withNote(received, note.notePaisa, -1))}
              />
            );
          })}
        </View>
      )}
    </View>
  );
}
