import { Icon, type IconName } from './Icon';
import { chooseTheme, useTheme, type Theme } from './theme';

const CHOICES: readonly { theme: Theme; label: string; icon: IconName }[] = [
  { theme: 'light', label: 'Light', icon: 'sun' },
  { theme: 'system', label: 'As the system', icon: 'screen' },
  { theme: 'dark', label: 'Dark', icon: 'moon' },
];

export function ThemeSwitch() {
  const theme = useTheme();
  return (
    <div className="theme-switch" role="radiogroup" aria-label="Theme">
      {CHOICES.map((choice) => (
        <label key={choice.theme} title={choice.label}>
          <input
            type="radio"
            name="theme"
            className="visually-hidden"
            checked={theme === choice.theme}
            onChange={() => chooseTheme(choice.theme)}
            aria-label={choice.label}
          />
          <Icon name={choice.icon} size={16} />
        </label>
      ))}
    </div>
  );
}
