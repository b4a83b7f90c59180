/**
 * Common passwords and the words that people build them on, all lower case; a password is compared with and without the digits and
 * marks at its end. Shorter ones than the minimum matter for that reason.
 */
const list = `
password passw0rd p@ssword p@ssw0rd pass password1 passwort motdepasse contrasena senha parola 123456 12345678 123456789 1234567890
12345678910 0123456789 0987654321 9876543210 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc qazwsx qazwsxedc zaq12wsx
qwerty qwerty123 qwertyuiop qwerty12345 qwertyui asdfghjkl asdfgh zxcvbnm zxcvbn qwe123 q1w2e3r4 q1w2e3r4t5 abc123 abcd1234 a1b2c3d4
abcdefgh abcdefghij aa123456 a123456 a12345678 iloveyou iloveyou1 ilovegod lovely princess sunshine monkey dragon football baseball
basketball cricket soccer superman batman spiderman pokemon starwars master shadow michael jordan jennifer hunter letmein letmein123
welcome welcome1 welcome123 admin admin123 administrator root toor login guest user default changeme change-me changeit secret
secret123 test test123 test1234 testing tester trustno1 whatever freedom mustang access flower computer internet samsung google
facebook youtube microsoft windows android iphone apple charlie donald jessica ashley bailey pepper ginger summer winter spring
autumn monday friday january december hello hello123 hellohello killer killer123 matrix pokemon123 zaq1zaq1 liverpool chelsea arsenal
barcelona realmadrid manchester argentina brazil bangladesh bangladesh1 bangladesh123 bangla dhaka dhaka123 chittagong chattogram
sylhet rajshahi khulna barisal comilla amarsonarbangla sonarbangla joybangla shonar allah allahuakbar allahakbar bismillah
muhammad mohammad mohammed mashallah inshallah alhamdulillah subhanallah islam muslim ramadan krishna jesus jesuschrist
blessed amarjan amarpriyo valobasha bhalobasha ammuabbu abbuammu ammu abbu amma baba janina mujib shopnil shakib shakib75 tamim
mashrafe bkash nagad rocket zakpos pointofsale cashier manager owner shopkeeper dokan dokandar bazar bazaar supershop grocery
pharmacy restaurant company business office market store money takapoisha taka customer service support password12 password123
password1234 password12345 passwordpassword mypassword newpassword yourpassword thepassword letmeinplease correcthorse
correcthorsebatterystaple thisismypassword opensesame nopassword forgotpassword temporary temp123 temppass demo demo123 sample
example example123 qwertyqwerty asdfasdf asdfasdfasdf abcabcabc abc123abc123 123qweasd 123qweasdzxc qweasdzxc 1qazxsw2 zxcvbnm123
147258369 159357 789456123 741852963 963852741 112233445566 1122334455 11223344 121212121212 123123123 123123123123 1234512345
123321123321 111222333444 696969 7777777777 8888888888 1029384756 987654321 9876543210 a1s2d3f4 a1s2d3f4g5 asdf1234 asdfghjkl1
`;

export const commonPasswords: ReadonlySet<string> = new Set(list.trim().split(/\s+/));
