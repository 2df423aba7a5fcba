# The pages in front of the sign-in, beside signing in itself.
door-email = E-mail
door-first-name = First name
door-last-name = Last name
door-new-password = Password
door-confirm = Password again
door-back = Back to signing in
door-sign-in = Sign in
door-need-email = Enter an e-mail address, such as name@example.com.
door-need-first-name = Enter your first name.
door-need-last-name = Enter your last name.
door-need-code = Enter the six digits of the mail.
door-link-gone = This link cannot be used any more
door-link-gone-lead = It has been used already, or too much time has passed. Ask for a new one.
door-new-link = Ask for a new mail

register-title = Create an account
register-kind = What the account is for
register-business = A new workspace
register-customer = Join as a customer
register-company = Company
register-workspace = Workspace (optional)
register-workspace-hint = The short name that the company gave you. Leave it empty if you have none.
register-username = User name (optional)
register-username-hint = You can also sign in with your e-mail address.
register-phone = Phone (optional)
register-phone-hint = With country code, such as +33 6 12 34 56 78.
register-submit = Create account
register-have = You have an account?
register-need-company = Enter the name of your company.
register-need-workspace = Enter the short name that the company gave you.
register-closed = Registration is closed here
register-closed-lead = Accounts of this site are made by invitation. Ask the people you work with, or who look after you.
register-closed-workspace = This company takes people by invitation only.
register-done = Your account is there
register-done-lead = You can sign in with it now.

verify-otp-title = Confirm your e-mail
verify-otp-lead = We sent you a mail with a code of six digits.
verify-otp-sent-to = We sent a mail with a code of six digits to { $email }.
verify-otp-code = Code
verify-otp-hint = Valid for ten minutes. The link in the same mail works for a day.
verify-otp-submit = Confirm
verify-otp-resend = Send another mail
verify-otp-resend-in = Send another mail (in { $n } s)
verify-otp-again = If this address belongs to an account that waits for it, another mail is on its way.
verify-otp-wrong = This code is not right, or it is not valid any more. Take the newest mail, or ask for another one.

verify-email-title = Confirm your e-mail
verify-email-lead = One click confirms that this address is yours.
verify-email-submit = Confirm this address
verify-email-done = Your address is confirmed
verify-email-done-lead = You can sign in now.
verify-email-none = This page opens by the link in a mail
verify-email-none-lead = Open the link of the mail once more, or type its code instead.
verify-email-code = Type the code

forgot-password-title = Forgot your password?
forgot-password-lead = Give us your address, and we send a mail with a code and a link to choose a new password.
forgot-password-submit = Send the mail

reset-password-title = Choose a new password
reset-password-lead = You will be signed out everywhere and sign in again with the new password.
reset-password-sent = If there is an account with the address { $email }, a mail with a code is on its way to it.
reset-password-submit = Set the new password
reset-password-wrong = This code is not right, or it is not valid any more. Take the newest mail, or ask for another one.

logout-title = Sign out?
logout-lead = This ends the session of this browser. Other devices stay signed in.
logout-submit = Sign out
logout-stay = Stay signed in

accept-invitation-title = You are invited
accept-invitation-lead = Looking at your invitation …
accept-invitation-to = { $company } invites you to work with them on Holdfast. Choose a password, and you are in.
accept-invitation-submit = Join
accept-invitation-none = This invitation cannot be used
accept-invitation-none-lead = It has been used, was taken back, or is too old. Ask the person who invited you for another one.
accept-invitation-missing = This page opens by the link in an invitation
accept-invitation-missing-lead = Open the link of the mail once more, all of it.
