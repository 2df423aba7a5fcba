settings-title = Settings
settings-lead = How you sign in, where you are signed in, and how Holdfast looks to you.
settings-index = On this page
settings-forced = Set up a second factor first
settings-forced-lead = A role of yours asks for it. Until then the other pages stay closed to you; nothing else is lost.

settings-password = Password
settings-password-lead = Changing it signs you out on all your other devices.
settings-old = Password you use now
settings-old-missing = Enter the password you use now.
settings-password-go = Change password
settings-password-done = Your password is changed. Your other devices are signed out.

settings-factor = Second factor
factor-lead = Beside your password, a code from an app on your phone. Somebody who learns your password still cannot sign in.
factor-off = Off
factor-on = On
factor-since = Set up { $at }
factor-left = { $n ->
    [0] No recovery code is left
    [1] 1 recovery code is left
   *[other] { $n } recovery codes are left
  }
factor-required = A role of yours asks for it, so it cannot be switched off.
factor-set-up = Set up
factor-step-scan = 1. Scan this with an authenticator app
factor-step-scan-lead = Any app for six-digit codes will do. You cannot scan? Type this key into the app:
factor-qr = QR code with the key { $secret }
factor-step-code = 2. Type the code the app shows now
factor-confirm = Switch on
factor-codes-title = Keep these recovery codes
factor-codes-lead = Each signs you in once if your phone is lost. They are shown only now: print them, or keep them in your password manager.
factor-codes-copy = Copy all
factor-codes-save = Save as a file
factor-codes-kept = I have kept them
factor-remove = Switch off
factor-remove-title = Switch the second factor off?
factor-remove-lead = From then on your password alone is enough to sign in. Your recovery codes stop working.
factor-new-codes = New recovery codes
factor-new-codes-title = New recovery codes
factor-new-codes-lead = You get ten new ones. Those you have now stop working.
factor-new-codes-go = Make new codes
factor-done-on = The second factor is on.
factor-done-off = The second factor is off.

settings-sessions = Devices
session-lead = Where you are signed in. End what you do not know, then change your password.
session-none = No device is signed in.
session-this = this device
session-on = { $browser } on { $system }
session-unknown = Unknown device
session-from = from { $address }
session-used = last used
session-end = Sign out
session-end-of = Sign out { $device }
session-end-others = Sign out all others
session-ended = That device is signed out.
session-ended-others = All your other devices are signed out.
session-end-failed = The device was not signed out

settings-keys = API keys
key-lead = For programs that work in your name. A key may do what you choose, and never more than you.
key-none = No key yet.
key-new = New key
key-name = Name
key-name-hint = What uses it, such as “Nightly export”.
key-name-missing = Give the key a name.
key-scopes = What it may do
key-scopes-missing = Choose at least one thing the key may do.
key-days = Valid for
key-days-n = { $n } days
key-days-never = No end
key-never-warn = A key without an end works until you revoke it. Better give it one.
key-make = Make key
key-made = The key “{ $name }”
key-made-lead = Copy it now. It is shown only once and cannot be looked up again.
key-kept = I have kept it
key-may = May: { $scopes }
key-unused = never used
key-until = valid until { $at }
key-for-ever = no end
key-revoke = Revoke
key-revoke-of = Revoke the key “{ $name }”
key-revoke-sure = What uses it is refused from then on. This cannot be undone.
key-revoked = The key “{ $name }” is revoked.
key-revoke-failed = The key was not revoked

settings-notifications = Notifications
settings-notifications-lead = How we may reach you about your work. Mails about the safety of your account come in any case.
channel-email = E-mail
channel-email-hint = Summaries and things that wait for you.
channel-sms = Text message
channel-sms-hint = Only what cannot wait.
channel-push = In the browser
channel-push-hint = While a page of Holdfast is open.

settings-language = Language
settings-language-lead = The language of pages and mails, and the time zone of times in mails.
language-system = As the browser
settings-zone = Time zone
zone-here = As the browser ({ $zone })

settings-theme = Appearance
settings-theme-lead = Kept in this browser.
settings-theme-system = As the system
settings-theme-light = Light
settings-theme-dark = Dark

settings-alerts = Important notes in this browser
settings-alerts-lead = What an important note, or one that mentions you, may do here. Kept in this browser, and off until you switch it on.
alerts-desktop = Notification of the desktop
alerts-desktop-hint = While a page of Holdfast is open, also behind other windows; where your browser has a push service, also while none is open. Your browser asks you first.
alerts-push-busy = The push service of your browser is asked…
alerts-push-on = They also come while no page of Holdfast is open, until you sign out. The push service of your browser passes them on, encrypted.
alerts-push-none = They come while a page of Holdfast is open, not otherwise: this browser has no push service, or does not reach it.
alerts-push-keyless = They come while a page of Holdfast is open, not otherwise: this installation sends nothing to push services.
alerts-push-failed = They come while a page of Holdfast is open, not otherwise: { $reason }
alerts-sound = Sound
alerts-sound-hint = Two soft tones. Browsers play them once you have clicked somewhere on the page.
alerts-try = Play it
alerts-denied = This browser was told not to show notifications of this site. Allow them in the settings of the site, beside the address, then switch it on again.
alerts-missing = This browser shows no notifications, or the address is not a secure one (https).
