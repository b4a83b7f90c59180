import type { Settings } from '@zakpos/contracts';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { useLanguage } from '../language/language.tsx';
import { readPreference, writePreference } from '../preferences/preferences.ts';
import { useSession } from '../session/session.tsx';
import type { RegisterView } from './use-registers.ts';

export interface OpenRegister {
  register: RegisterView;
  settings: Settings;
}

interface ChosenRegister {
  /** The open register that this device sells at. */
  open: OpenRegister | null;
  /** The register used last on this device; undefined until that was read. */
  lastId: string | null | undefined;
  choose: (open: OpenRegister) => void;
  leave: () => void;
}

const ChosenRegisterContext = createContext<ChosenRegister | null>(null);

export function ChosenRegisterProvider({ children }: { children: ReactNode }) {
  const { setDigits } = useLanguage();
  const { state } = useSession();
  const tenantId = state.phase === 'signed_in' ? state.actor.tenantId : null;
  const [chosen, setChosen] = useState<{ tenantId: string | null; open: OpenRegister } | null>(null);
  const [lastId, setLastId] = useState<string | null | undefined>(undefined);
  useEffect(() => {
    void readPreference('register').then(setLastId);
  }, []);

  const value = useMemo<ChosenRegister>(() => {
    const remember = (id: string | null) => {
      setLastId(id);
      void writePreference('register', id);
    };
    return {
      // Whoever signs in next may belong to another tenant.
      open: chosen !== null && chosen.tenantId === tenantId ? chosen.open : null,
      lastId,
      choose: (next) => {
        setDigits(next.settings.digits);
        setChosen({ tenantId, open: next });
        remember(next.register.id);
      },
      leave: () => {
        setChosen(null);
        remember(null);
      },
    };
  }, [chosen, tenantId, lastId, setDigits]);
  return <ChosenRegisterContext.Provider value={value}>{children}</ChosenRegisterContext.Provider>;
}

export const useChosenRegister = (): ChosenRegister => {
  const chosen = useContext(ChosenRegisterContext);
  if (chosen === null) throw new Error('useChosenRegister needs a ChosenRegisterProvider above it.');
  return chosen;
};
